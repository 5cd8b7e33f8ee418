import Foundation
import MotifCore
import MotifModel
import MotifReport
import MotifTensor
import MotifTestSupport

@testable import MotifTrainer

/// A run of a few steps on a tiny model, from a config and changes of it, and what one sees of it.
struct WiringRun {
  /// Files that several runs read.
  let place: WiringPlace

  /// A model of 900 parameters, two domains of thirty documents, three steps of two rows.
  static let config = """
    {
      "seed": 3,
      "model": {
        "hidden_size": 8, "num_hidden_layers": 1, "intermediate_size": 12,
        "num_attention_heads": 6, "num_key_value_heads": 4, "num_noise_heads": 2, "head_dim": 4,
        "max_position_embeddings": 64
      },
      "tokenizer": {"vocabSize": 270, "sampleBytes": 3000},
      "data": {
        "sources": [
          {"name": "stories", "family": "stories", "documents": 30},
          {"name": "sums", "family": "arithmetic", "documents": 30}
        ],
        "validationFraction": 0.2
      },
      "training": {"steps": 3, "batchSize": 2, "sequenceLength": 16},
      "evaluation": {"interval": 2, "maxTokens": 64, "items": 1},
      "generation": {"tokens": 3, "prompts": ["One"]},
      "checkpoint": {"interval": 0, "background": false},
      "logging": {"tensorBoard": false, "report": false}
    }
    """

  /// What is seen of the run that is told `overrides`, a text each.
  ///
  /// `extends` can only stand in the file, so it is put there; `FOLDER` is where the files are.
  func observe(_ traits: [KeyCase.Trait], _ overrides: [String]) -> [KeyCase.Trait: String] {
    var text = Self.config
    var seen: [KeyCase.Trait: String] = [:]
    let output = place.path + "/runs-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    var arguments = ["output=\(output)"]
    for argument in overrides.map({ $0.replacingOccurrences(of: "FOLDER", with: place.path) }) {
      guard argument.hasPrefix("extends=") else {
        arguments.append(argument.replacingOccurrences(of: "OUTPUT", with: output))
        continue
      }
      text = "{ \"extends\": \"\(argument.dropFirst(8))\"," + text.dropFirst()
    }
    let messages = Messages()
    do {
      let pipeline = try ConfigLoader.pipeline(
        text: text, file: place.path + "/tiny.json", overrides: arguments)
      let resolved = pipeline.stages[0].resolved
      for trait in traits {
        switch trait {
        case .shape: seen[trait] = "\(resolved.model)"
        case .memory: seen[trait] = try Self.memory(resolved)
        default: break
        }
      }
      guard traits.contains(where: { ![.shape, .memory].contains($0) }) else { return seen }
      try Self.run(pipeline, traits, messages, into: &seen)
    } catch {
      seen[.failure] = "\(error)"
    }
    for trait in traits where seen[trait] == nil { seen[trait] = "" }
    seen[.messages] = messages.text
    return seen.mapValues { $0.replacingOccurrences(of: output, with: "OUTPUT") }
  }

  /// What a run says, with the step's time left out.
  private final class Messages {
    private(set) var text = ""

    var output: ProgressOutput {
      ProgressOutput(isTerminal: false, now: { 0 }, write: { self.text += $0 })
    }
  }

  private static func run(
    _ pipeline: PipelineConfig, _ traits: [KeyCase.Trait], _ messages: Messages,
    into seen: inout [KeyCase.Trait: String]
  ) throws {
    let last = pipeline.stages[pipeline.stages.count - 1].resolved
    let signals = SignalWatcher.deaf
    guard pipeline.isStaged else {
      let run = TrainingRun(last, output: messages.output, signals: signals)
      seen[.threads] = "\(ComputeThreads.count)"
      return try look(try run.start(), last, traits, into: &seen)
    }
    switch try Pipeline(pipeline, output: messages.output, signals: signals).start() {
    case .trained(let trained): try look(trained, last, traits, into: &seen)
    case .grown(let folder), .evaluated(let folder): seen[.folder] = folder
    case .stopped(let stage, _): seen[.failure] = "stopped in \(stage)"
    }
  }

  private static func look(
    _ trained: Trained, _ resolved: ResolvedConfig, _ traits: [KeyCase.Trait],
    into seen: inout [KeyCase.Trait: String]
  ) throws {
    let records = try MetricsLog.read(trained.folder.metricsPath)
    for trait in traits {
      switch trait {
      case .weights(let part):
        let found = trained.model.parameters.parameters.filter { $0.name.contains(part) }
        precondition(!found.isEmpty, "no parameter is called \(part)")
        seen[trait] = "\(found.map { $0.value.values.map(\.bitPattern) })"
      case .metric(let name):
        seen[trait] = records.map { "\($0.step) \($0[name].map { "\($0)" } ?? "–")" }.joined()
      case .exactMatch, .samples:
        guard case .finished(let scores) = trained.outcome else { continue }
        let summary = trained.summary(scores, settings: resolved.config)
        seen[.exactMatch] = "\(summary.exactMatch)"
        seen[.samples] = "\(summary.samples)"
      case .files: seen[trait] = try files(trained.folder.path)
      case .tokenizer:
        seen[trait] = try String(contentsOfFile: trained.folder.tokenizerPath, encoding: .utf8)
      case .folder: seen[trait] = trained.folder.path
      case .messages, .failure, .threads, .shape, .memory: break
      }
    }
  }

  private static func files(_ folder: String) throws -> String {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      .map { $0.contains("tfevents") ? "tfevents" : $0 }.joined(separator: " ")
  }

  /// Without what is measured on this machine.
  private static func memory(_ resolved: ResolvedConfig) throws -> String {
    let plan = try PlannedRun(resolved, output: .silent).plan()
    let memory = plan.memory
    return "\(plan.microBatchRows) rows at once, activations \(memory.activations), "
      + "\(memory.snapshot > 0 ? "a" : "no") snapshot"
  }
}
