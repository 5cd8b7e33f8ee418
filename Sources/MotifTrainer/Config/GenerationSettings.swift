internal import MotifModel

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
