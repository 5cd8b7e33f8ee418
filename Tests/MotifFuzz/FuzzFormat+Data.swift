import Foundation
import MotifData

extension FuzzFormat {
  /// A small tokenizer as text: all bytes, some merges, added tokens.
  private static let tokenizers: [String] = {
    var config = BPETrainer.Config()
    config.vocabularySize = 268
    let documents = (0..<20).map { Document(text: "the cat and the hat \($0)", domain: "a") }
    guard let trained = try? BPETrainer.train(config, on: documents) else {
      preconditionFailure("the seed tokenizer cannot be trained")
    }
    return [TokenizerFile.json(trained)]
  }()

  /// A `tokenizer.json`; what loads must encode without loss, and be saved and loaded again.
  static let tokenizer = FuzzFormat("tokenizer", file: "tokenizer.json", seeds: tokenizers) {
    path in
    let tokenizer = try TokenizerFile.load(path)
    let text = "the cat’s 1234 hats\n\n  한국어 <|endoftext|> \u{0}\t"
    let ids = tokenizer.encode(text)
    precondition(
      !tokenizer.keepsText || tokenizer.decode(ids) == text,
      "\(tokenizer.decode(ids)) is not \(text)")
    try TokenizerFile.save(tokenizer, to: path)
    let again = try? TokenizerFile.load(path)
    precondition(again?.encode(text) == ids, "a saved tokenizer is another")
  }

  /// JSON Lines; the first line also serves as a template.
  static let jsonLines = FuzzFormat(
    "json-lines", file: "case.jsonl",
    seeds: [
      "{\"text\": \"One \\u00e9\\ud83d\\ude00\", \"n\": 1}\n\n{\"n\": 2.5e3, \"text\": \"Two\"}\r\n",
      "{\"text\": [{\"deep\": null}], \"n\": true}\n",
      "{\"text\": \"\\ud83d\", \"n\": 1E400}\n{\"text\": \" \", \"n\": \"\"}\n{\"text\": NaN,}\n",
      "{{a}} {text} b {n}\n",
    ]
  ) { path in
    for policy in BadRowPolicy.allCases {
      let source = CorpusSource.jsonLines(path: path, template: "{text} {n}", onBadRow: policy)
      _ = try? source.documents(domain: "a")
    }
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    let line = text?.split(separator: "\n").first.map(String.init) ?? ""
    _ = try? TextTemplate(line).fields
  }

  /// Plain text, cut in every way.
  static let text = FuzzFormat(
    "text", file: "case.txt",
    seeds: ["One.\n\nTwo é 한\r\n \r\nThree\u{2028}four<|end|>five", "\u{FEFF}only"]
  ) { path in
    let splits: [TextSplit] = [
      .paragraphs(bytes: 8), .lines, .wholeFile, .separator("<|end|>"), .separator("\n"),
    ]
    for split in splits {
      guard let documents = try? TextFile.documents(path: path, split: split, domain: "a") else {
        continue
      }
      precondition(!documents.isEmpty, "a text without documents")
    }
  }
}
