package import MotifCore

/// Text written at the end of training.
public struct GenerationSettings: Codable, Sendable, Equatable {
  /// How many tokens to write at most.
  public var tokens = 64
  /// 0 takes the likeliest token; larger is freer.
  public var temperature = 0.8
  /// Only the k likeliest tokens; 0 keeps all.
  public var topK = 40
  /// What to continue; empty takes the first words of each domain.
  public var prompts: [String] = []

  /// The defaults.
  public init() {}
}

extension GenerationSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "tokens", .integer(1...1_000_000), "How many tokens to write at most.",
      alsoCalled: ["maxNewTokens", "maxTokens"]),
    ConfigField(
      "temperature", .number(NumberRange(lower: .including(0), upper: .including(100))),
      "0 takes the likeliest token; larger is freer."),
    ConfigField("topK", .countOrZero, "Only the k likeliest tokens; 0 keeps all."),
    ConfigField(
      "prompts", .list(of: .text), "What to continue; empty takes the first words of each domain."
    ),
  ]
}
