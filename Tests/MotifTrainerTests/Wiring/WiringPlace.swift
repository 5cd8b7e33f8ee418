import Foundation
import MotifCore
import MotifData
import MotifReport
import MotifTestSupport

@testable import MotifTrainer

/// A temporary folder with the files that config keys name: texts, JSON Lines, tokenizers, weights.
final class WiringPlace: Sendable {
  let path: String

  init() throws {
    path = TemporaryRoot.path + "/wiring-\(UUID().uuidString)"
    try FileOperations.system.makeFolder(path)
    let lines = (0..<12).map { "the cat number \($0) sat\non the mat\n\nand the dog ran" }
    try write("text.txt", lines.joined(separator: "\n\n"))
    try write("other.txt", lines.map { $0.uppercased() }.joined(separator: "\n\n"))
    try write(
      "rows.jsonl",
      (0..<12).map { #"{"text": "the cat \#($0)", "title": "a title \#($0)"}"# }
        .joined(separator: "\n"))
    try write(
      "broken.jsonl",
      (0..<12).map { $0 == 5 ? #"{"text": "# : #"{"text": "the cat \#($0)"}"# }
        .joined(separator: "\n"))
    try write(
      "talk.jsonl",
      (0..<12).map { row in
        #"{"messages": [{"role": "user", "content": "cat \#(row)"}, "#
          + #"{"role": "assistant", "content": "<think>hm</think>sat"}, "#
          + #"{"role": "user", "content": "where"}, "#
          + #"{"role": "assistant", "content": "on\#(String(repeating: " the mat", count: row % 3))"}]}"#
      }.joined(separator: "\n"))
    try write(
      "both.jsonl",
      (0..<12).map { row in
        #"{"messages": [{"role": "user", "content": "cat \#(row)"}, "#
          + #"{"role": "assistant", "content": "sat"}], "instruction": "dog", "output": "ran \#(row)"}"#
      }.joined(separator: "\n"))
    var template = ChatTemplate.motif
    template.begin = "<|startofturn|>"
    template.endOfTurn = "<|user|>"
    try write("template.json", template.json)
    for (name, overrides) in Self.sources {
      try run(name, overrides)
    }
    try addStopToken()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The runs that others start from: two seeds, and one whose weights grew by a layer.
  private static let sources: KeyValuePairs = [
    "a": [], "b": ["seed=4"], "c": ["chat.template=motif", "tokenizer.vocabSize=300"],
  ]

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
  }

  /// Trains the run `name`, which is kept.
  private func run(_ name: String, _ overrides: [String]) throws {
    let config = try ConfigLoader.load(
      text: WiringRun.config, file: path + "/tiny.json",
      overrides: overrides + ["output=\(path)", "name=\(name)"])
    _ = try TrainingRun(config, output: .silent, signals: .deaf).start()
  }

  /// The tokenizer of run `a` with a second token that may end documents, `<|stop|>`.
  private func addStopToken() throws {
    let file = path + "/a/tokenizer.json"
    var tokenizer = try JSONScanner.parse(
      [UInt8](Data(contentsOf: URL(filePath: file))), file: file)
    let added = try JSONScanner.parse(
      Array(
        """
        {"id": 270, "content": "<|stop|>", "single_word": false, "lstrip": false, "rstrip": false,
         "normalized": false, "special": true}
        """.utf8), file: "")
    let known = tokenizer["added_tokens"]?.elements ?? []
    tokenizer["added_tokens"] = JSONNode(.array(known + [added]))
    try write("tokenizer.json", tokenizer.text())
  }
}
