// What came of Benchmarks/QKClipExperiment/run-all.sh: for every mode of QK-Clip the size of the keys,
// the number of clips, the largest logits and the validation after the last step, mean over seeds.
//
// Usage: swift run -c release qk-clip-experiment runs/qk-clip

import Foundation
import MotifModel
import MotifReport
import MotifTensor
import MotifTrainer

/// What one run ended with.
struct Ending {
  let signalKeys: Double
  let noiseKeys: Double
  let signalQueries: Double
  let clips: Double
  let lateLogit: Double
  let bitsPerByte: Double

  /// Reads the run in `folder`.
  init(_ folder: String) throws {
    let model = try TrainedModel(run: folder).model
    let width = model.config.headDim
    // Key heads are pairs of a signal and a noise head, query heads groups that end with the noise head.
    let group = model.config.signalHeadsPerGroup + 1
    signalKeys = Self.rootMeanSquare(model, .keyProjection, width) { $0 % 2 == 0 }
    noiseKeys = Self.rootMeanSquare(model, .keyProjection, width) { $0 % 2 == 1 }
    signalQueries = Self.rootMeanSquare(model, .queryProjection, width) { $0 % group < group - 1 }
    let records = try MetricsLog.read(folder + "/metrics.jsonl")
    clips = records.reduce(0) { $0 + ($1.number("clippedHeads") ?? 0) }
    let late = records.suffix(records.count / 6).compactMap { record -> Double? in
      guard case .list(let logits) = record["maxLogits"] else { return nil }
      return logits.max()
    }
    lateLogit = late.reduce(0, +) / Double(max(1, late.count))
    bitsPerByte = records.last?.number("validationBitsPerByte") ?? .nan
  }

  /// The root mean square of the rows of those heads that `contains` chooses, over all layers.
  private static func rootMeanSquare(
    _ model: CausalLanguageModel, _ role: ParameterRole, _ width: Int,
    _ contains: (Int) -> Bool
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for parameter in model.parameters.parameters where parameter.role == role {
      let values = parameter.value.values
      let columns = parameter.value.shape[1]
      for (index, value) in values.enumerated() where contains(index / columns / width) {
        sum += Double(value) * Double(value)
        count += 1
      }
    }
    return (sum / Double(count)).squareRoot()
  }
}

/// `| mode | … |`, means over `endings`, validation of each seed as well.
func row(_ mode: String, _ endings: [Ending]) -> String {
  func mean(_ value: (Ending) -> Double) -> Double {
    endings.reduce(0) { $0 + value($1) } / Double(endings.count)
  }
  let numbers: [(String, (Ending) -> Double)] = [
    ("%.4f", { $0.signalKeys }), ("%.4f", { $0.noiseKeys }), ("%.4f", { $0.signalQueries }),
    ("%.0f", { $0.clips }), ("%.2f", { $0.lateLogit }),
  ]
  let cells = numbers.map { String(format: $0.0, mean($0.1)) }
  let seeds = endings.map { String(format: "%.3f", $0.bitsPerByte) }
  let total = String(format: "%.3f", mean { $0.bitsPerByte })
  return "| " + ([mode] + cells + seeds + [total]).joined(separator: " | ") + " |"
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 1 else {
  FileHandle.standardError.write(Data("usage: qk-clip-experiment RUNS\n".utf8))
  exit(2)
}
do {
  for mode in ["none", "balanced", "balancedMinimum", "motifPublic", "motif3", "qOnly"] {
    let folders = (0..<16).map { "\(arguments[0])/\(mode)-\($0)" }
      .filter { FileManager.default.fileExists(atPath: $0 + "/metrics.jsonl") }
    guard !folders.isEmpty else { continue }
    print(row(mode, try folders.map { try Ending($0) }))
  }
} catch {
  FileHandle.standardError.write(Data("qk-clip-experiment: \(error)\n".utf8))
  exit(3)
}
