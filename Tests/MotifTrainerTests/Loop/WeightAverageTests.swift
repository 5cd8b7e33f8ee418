import Foundation
import MotifCore
import MotifModel
import MotifReport
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// Runs whose weights become the mean of their last checkpoints at intervals.
@Suite("Weight averaging", .serialized) struct WeightAverageTests {
  private func resolved(
    _ place: RunPlace, _ name: String, _ overrides: [String]
  ) throws -> ResolvedConfig {
    try ConfigLoader.load(
      text: WiringRun.config, file: place.path + "/run.json",
      overrides: [
        "output=\(place.path)", "name=\(name)", "training.steps=8", "checkpoint.interval=1",
        "checkpoint.keepLast=1", "checkpoint.keepBest=false", "evaluation.interval=0",
      ] + overrides)
  }

  private func run(_ place: RunPlace, _ name: String, _ overrides: [String]) throws -> Trained {
    try TrainingRun(resolved(place, name, overrides), output: .silent, signals: .deaf).start()
  }

  /// The run once more under another name, of which all checkpoints are kept, cut back to `step`.
  private func cut(
    _ place: RunPlace, _ name: String, after step: Int, _ rules: [String]
  ) throws -> String {
    let folder = try run(place, name, rules + ["checkpoint.keepLast=9"]).folder
    for checkpoint in try folder.checkpoints.checkpoints() where checkpoint.step > step {
      try FileManager.default.removeItem(atPath: checkpoint.path)
    }
    try? FileManager.default.removeItem(atPath: folder.path + "/results.json")
    return folder.path
  }

  private func bits(_ model: CausalLanguageModel) -> [[UInt32]] {
    model.parameters.parameters.map { $0.value.values.map(\.bitPattern) }
  }

  @Test("the mean is that of the newest checkpoints that were due") func mean() throws {
    let place = try RunPlace()
    let trained = try run(place, "plain", ["checkpoint.keepLast=9"])
    let store = trained.folder.checkpoints
    let shape = trained.model.config
    let average = try #require(try WeightAverage(3, of: store, upTo: 6))
    #expect(average.steps == [4, 5, 6])
    let found = trained.model
    try average.apply(to: found)
    let models = try store.checkpoints().filter { 4...6 ~= $0.step }
      .map { try $0.model(expecting: shape) }
    #expect(models.count == 3)
    for (place, parameter) in found.parameters.parameters.enumerated() {
      let values = models.map { $0.parameters.parameters[place].value.values }
      for (index, mean) in parameter.value.values.enumerated() {
        let sum = values.reduce(0.0) { $0 + Double($1[index]) }
        #expect(abs(Double(mean) - sum / 3) <= 1e-7 * abs(sum / 3) + 1e-12)
      }
    }
    #expect(try WeightAverage(3, of: store, upTo: 2)?.steps == [1, 2])
    #expect(try WeightAverage(3, of: store, upTo: 0) == nil)
  }

  @Test("a run that is resumed at any step has the same bits, on one rank and on two")
  func resumes() throws {
    let place = try RunPlace()
    let rules = ["checkpoint.averageEvery=3", "checkpoint.averageLast=3"]
    let whole = try run(place, "whole", rules)
    let wanted = bits(whole.model)
    let plain = bits(try run(place, "plain", ["checkpoint.keepLast=3"]).model)
    #expect(wanted != plain)
    // What the mean is taken of is kept, whatever keepLast says.
    #expect(try whole.folder.checkpoints.checkpoints().map(\.step) == [8, 7, 6])
    for step in 1..<8 {
      let path = try cut(place, "cut-\(step)", after: step, rules)
      let resumed = try TrainingRun(
        resolved(place, "cut-\(step)", rules), output: .silent, signals: .deaf
      ).resume(path)
      #expect(bits(resumed.model) == wanted, "after step \(step)")
    }
    let ranks = try run(place, "ranks", rules + ["parallel.ranks=2"])
    for (one, other) in zip(
      whole.model.parameters.parameters, ranks.model.parameters.parameters)
    {
      for (a, b) in zip(one.value.values, other.value.values) {
        #expect(abs(a - b) < 2e-2 * max(1, abs(a)), "\(one.name)")
      }
    }
  }

  @Test("a damaged checkpoint ends the run with its name instead of another mean")
  func damage() throws {
    let place = try RunPlace()
    let trained = try run(place, "damaged", ["checkpoint.keepLast=9"])
    let store = trained.folder.checkpoints
    let victim = try #require(try store.checkpoints().first { $0.step == 5 })
    let weights = victim.path + "/model.safetensors"
    var data = try Data(contentsOf: URL(filePath: weights))
    data[data.count - 3] ^= 1
    try data.write(to: URL(filePath: weights))
    #expect(throws: FileError.self) { _ = try WeightAverage(3, of: store, upTo: 6) }
    #expect(try WeightAverage(3, of: store, upTo: 4)?.steps == [2, 3, 4])
  }
}
