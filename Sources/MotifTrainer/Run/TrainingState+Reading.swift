internal import Foundation
package import MotifCore
internal import MotifData
internal import MotifOptimizer
internal import MotifReport
internal import MotifTensor

extension TrainingState {
  static let fileName = "state.json"

  /// Above every count of a run: a config with more tokens than 2⁶⁰ is refused.
  private static let counts = 0...(1 << 61)

  /// Reads and checks the file at `path`: its numbers are those of a run that can go on.
  ///
  /// Throws ``FileError`` that names what cannot be right.
  package init(contentsOfFile path: String) throws(FileError) {
    let data = try FileOperations.system.read(path)
    guard let state = try? JSONDecoder().decode(TrainingState.self, from: data) else {
      throw FileError(path: path, reason: "is not the state of a training run")
    }
    if let flaw = state.flaw { throw FileError(path: path, reason: flaw) }
    self = state
  }

  /// Puts `data` where the state says; an error names the file in the run `folder` that says it.
  func restore(_ data: inout BatchStream, in folder: RunFolder) throws(FileError) {
    do { try data.restore(self.data) } catch {
      let checkpoint = try folder.checkpoints.checkpoints().first { $0.step == step }
      throw FileError(
        path: checkpoint?.path(of: Self.fileName) ?? folder.path, reason: "\(error)")
    }
  }

  /// What cannot be right, nil when nothing is wrong.
  private var flaw: String? {
    guard Self.counts ~= step else { return "its step is \(step), which no run can take" }
    guard Self.counts ~= tokens else { return "its tokens are \(tokens), which no run can read" }
    guard 0...1 ~= safety.rateFactor else {
      return "its rateFactor is \(safety.rateFactor), which is not between 0 and 1"
    }
    guard safety.detector.losses.allSatisfy(\.isFinite) else {
      return "one of its losses is not finite"
    }
    if let bad = safety.refusals.first(where: { !isPossible($0) }) {
      return "its refused step \(bad.step)"
        + (bad.resumedFrom.map { ", from which the run went back to \($0)," } ?? "")
        + " is none of a run"
    }
    if let flops, !flops.isPossible {
      return "what it says of the operations of training is not possible"
    }
    return unvalidatedFlaw
  }

  private func isPossible(_ refusal: StepGuard.Refusal) -> Bool {
    Self.counts ~= refusal.step && Self.counts ~= refusal.tokens
      && refusal.resumedFrom.map { 0..<max(1, refusal.step) ~= $0 } ?? true
  }

  private var unvalidatedFlaw: String? {
    guard let unvalidated else { return nil }
    guard let record = MetricsRecord(jsonLine: unvalidated) else {
      return "its metrics of the last step are no metrics record"
    }
    return record.step == step
      ? nil : "its metrics of the last step are of step \(record.step), it is of step \(step)"
  }
}
