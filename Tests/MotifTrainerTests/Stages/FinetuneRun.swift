import Foundation
import MotifCore
import MotifModel
import MotifReport
import MotifTensor

@testable import MotifTrainer

/// A small run that pre-trains for two steps and fine-tunes for four.
enum FinetuneRun {
  private static let config = """
    {
      "seed": 5,
      "model": {
        "hidden_size": 8, "num_hidden_layers": 1, "intermediate_size": 12,
        "num_attention_heads": 6, "num_key_value_heads": 4, "num_noise_heads": 2, "head_dim": 4,
        "max_position_embeddings": 128
      },
      "tokenizer": {"vocabSize": 300, "sampleBytes": 3000},
      "chat": {"template": "motif"},
      "training": {"batchSize": 4, "sequenceLength": 96},
      "evaluation": {"interval": 0, "maxTokens": 400, "items": 3},
      "generation": {"tokens": 3},
      "checkpoint": {"interval": 1, "keepLast": 100, "background": false},
      "logging": {"tensorBoard": false, "report": false},
      "stages": [
        {"kind": "pretrain", "training": {"steps": 2},
         "data": {"sources": [{"name": "sums", "family": "chain", "documents": 30}]}},
        {"kind": "finetune", "name": "align", "training": {"steps": 4},
         "data": {"validationFraction": 0.2, "sources": [
           {"name": "tasks", "kind": "tasks", "family": "chain", "level": 1, "documents": 60},
           {"name": "talk", "kind": "conversations", "path": "FOLDER/talk.jsonl"}]}}
      ]
    }
    """

  static func pipeline(
    _ place: RunPlace, _ name: String, _ overrides: [String] = []
  ) throws -> PipelineConfig {
    let rows = (0..<40).map { row in
      #"{"messages": [{"role": "user", "content": "say \#(row)"}, "#
        + #"{"role": "assistant", "content": "it is \#(row % 7)"}]}"#
    }
    try rows.joined(separator: "\n").write(
      toFile: place.path + "/talk.jsonl", atomically: false, encoding: .utf8)
    return try ConfigLoader.pipeline(
      text: Self.config.replacing("FOLDER", with: place.path), file: place.path + "/run.json",
      overrides: ["output=\(place.path)", "name=\(name)"] + overrides)
  }

  static func train(_ config: PipelineConfig) throws -> Trained {
    guard
      case .trained(let trained) = try Pipeline(config, output: .silent, signals: .deaf).start()
    else { throw FileError(path: config.folderPath, reason: "was not trained to its end") }
    return trained
  }

  static func bits(_ trained: Trained) -> [[UInt32]] {
    trained.model.parameters.parameters.map { $0.value.values.map(\.bitPattern) }
  }
}
