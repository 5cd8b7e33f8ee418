import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport

/// A temporary folder with small files and a small recipe, removed with the value.
final class Workplace {
  let path: String

  init() throws {
    path =
      TemporaryRoot.url
      .appendingPathComponent("motif-end-to-end-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    let file = path + "/" + name
    try data.write(to: URL(fileURLWithPath: file))
    return file
  }

  /// What is being written, or was left of it, under the name `name`: each has a number of its own.
  func partials(of name: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return all.filter { $0.hasPrefix(name + ".") && $0.hasSuffix(".partial") }
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  /// The recipe `tiny.json`: two layers of width 16 that train for twelve steps on two domains.
  func writeTinyRecipe(steps: Int = 12) throws {
    try write(
      "tiny.json",
      """
      {
        "seed": 3,
        "model": {
          "hidden_size": 16, "num_hidden_layers": 2, "intermediate_size": 24,
          "num_attention_heads": 5, "num_key_value_heads": 2, "num_noise_heads": 1, "head_dim": 4,
          "max_position_embeddings": 64
        },
        "tokenizer": {"vocabSize": 280, "sampleBytes": 2000},
        "data": {
          "sources": [
            {"name": "stories", "family": "stories", "documents": 60},
            {"name": "arithmetic", "family": "arithmetic", "documents": 60}
          ],
          "mixture": {
            "knots": [{"at": 0, "weights": {"stories": 0.7, "arithmetic": 0.3}}]
          },
          "validationFraction": 0.2
        },
        "training": {"steps": \(steps), "batchSize": 4, "microBatchSize": 2, "sequenceLength": 32},
        "evaluation": {"interval": 3, "maxTokens": 400, "items": 2},
        "generation": {"tokens": 4, "prompts": ["One"]},
        "checkpoint": {"interval": 2, "keepLast": 2}
      }
      """)
  }

  /// SHA-256 of weights and optimizer state after `step` of the run `name`.
  func hashes(_ name: String, step: Int, output: String = "runs") throws -> [String] {
    let digits = String(step)
    let folder = "step-" + String(repeating: "0", count: 8 - digits.count) + digits
    return try ["model", "optimizer"].map { file in
      let url = URL(
        fileURLWithPath: "\(path)/\(output)/\(name)/checkpoints/\(folder)/\(file).safetensors")
      return try Data(contentsOf: url).withUnsafeBytes { SHA256.digest($0) }
    }
  }
}
