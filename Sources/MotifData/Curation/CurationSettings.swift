package import MotifCore

/// What of the sources is dropped before a tokenizer or a model sees it.
public struct CurationSettings: Codable, Sendable, Equatable {
  /// Whether of documents with the same normalised text only the first stays.
  public var exactDuplicates = false
  /// The similarity from which on of near duplicates only the first stays; 0 keeps them.
  public var nearDuplicates = 0.0
  /// A file with the prompts of an evaluation, which no document may repeat; empty for none.
  public var evaluationPath = ""
  /// How the fields of a JSON row of that file become a prompt.
  public var evaluationTemplate = "{prompt}"
  /// How many words in a row a document may not have in common with a prompt.
  public var evaluationWords = 13

  /// Nothing is dropped.
  public init() {}
}

extension CurationSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "exactDuplicates", .bool,
      "Whether only the first stays of documents that differ in case and white space alone.",
      alsoCalled: ["deduplicate", "dedup"]),
    ConfigField(
      "nearDuplicates", .number(.fraction),
      "The Jaccard similarity of word 5-grams from which on only the first document stays, such as "
        + "0.9; 0 keeps all.",
      alsoCalled: ["minhash", "jaccard"]),
    ConfigField(
      "evaluationPath", .path,
      "A text file with one evaluation prompt a line, or a .jsonl file; documents that repeat a "
        + "stretch of a prompt are dropped.",
      alsoCalled: ["decontaminate"]),
    ConfigField(
      "evaluationTemplate", .text,
      "How a row of a .jsonl file becomes a prompt; {field} stands for a field's value."),
    ConfigField(
      "evaluationWords", .count, "How many words make such a stretch.", alsoCalled: ["ngram"]),
  ]
}
