package import MotifCore

/// How text becomes tokens.
public struct TokenizerSettings: Codable, Sendable, Equatable {
  /// The size of the vocabulary.
  ///
  /// In a file, 0 takes the model's and any other value sets the model's; once loaded, it is both.
  public var vocabSize = 0
  /// A `tokenizer.json` to use; empty takes that of the initial weights, else trains one on the
  /// documents.
  public var path = ""
  /// Whether every digit is a token of its own.
  public var splitDigits = true
  /// How many bytes of text the tokenizer is trained on at most.
  public var sampleBytes = 10_000_000
  /// The added token that ends documents; empty takes the one of a usual name.
  public var endOfText = ""

  /// The defaults.
  public init() {}
}

extension TokenizerSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "vocabSize", .countOrZero,
      "The size of the vocabulary; 0 takes the model's, any other value sets the model's."),
    ConfigField(
      "path", .path,
      "A tokenizer.json to use; empty takes that of the initial weights, else trains one."),
    ConfigField("splitDigits", .bool, "Whether every digit is a token of its own."),
    ConfigField(
      "sampleBytes", .count, "How much text the tokenizer is trained on at most."),
    ConfigField(
      "endOfText", .text,
      "The added token that ends documents; empty takes the one of a usual name.",
      alsoCalled: ["eos_token", "eos"]),
  ]
}
