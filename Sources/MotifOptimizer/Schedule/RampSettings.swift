package import MotifCore

/// How batch and sequence length grow over a run.
public struct RampSettings: Codable, Sendable, Equatable {
  /// Published ramps, as multiples of the batch and length that a run begins with.
  public enum Preset: String, Codable, Sendable, CaseIterable {
    /// The knots of the config.
    case none
    /// Motif-2-12.7B: batches of 2, 3, 4 and 5 times the tokens from 5, 15, 30 and 50 % of the run on, as
    /// 16M grows to 80M; sequences of 2 and 4 times the length from 60 and 80 % of the annealing on.
    case motif2_12_7B = "motif-2-12.7b"
  }

  /// A larger batch from a moment on.
  public struct Batch: Codable, Sendable, Equatable {
    /// The moment, 0 (start) to 1 (end of training).
    public var at = 0.0
    /// Tokens a step from there on.
    public var tokens = 0

    /// No batch.
    public init() {}
  }

  /// Longer sequences from a moment on; batches keep their tokens.
  public struct Sequence: Codable, Sendable, Equatable {
    /// The moment, 0 (start) to 1 (end of training).
    public var at = 0.0
    /// Tokens of a sequence from there on.
    public var length = 0
    /// The base of the rotary angles from there on; 0 keeps the one in force.
    public var ropeTheta = 0.0

    /// No length.
    public init() {}
  }

  /// A published ramp, for what has no knots here.
  public var preset = Preset.none
  /// The batches that follow the first.
  public var batch: [Batch] = []
  /// The lengths that follow the first.
  public var sequence: [Sequence] = []

  /// No ramp.
  public init() {}

  /// Whether steps change over the run.
  package var isActive: Bool { preset != .none || !batch.isEmpty || !sequence.isEmpty }
}

extension RampSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "preset", .oneOf(Preset.self),
      "A published ramp: batches of 2, 3, 4 and 5 times the first at 5, 15, 30 and 50 % of the run, "
        + "sequences of 2 and 4 times the first at 60 and 80 % of the annealing. Lists below take the "
        + "place of its parts."),
    ConfigField(
      "batch", .list(of: .section(of: Batch.self)), "Batches that follow the first, a staircase.",
      alsoCalled: ["batchSizes", "batchTokens", "batchRamp"]),
    ConfigField(
      "sequence", .list(of: .section(of: Sequence.self)),
      "Sequence lengths that follow the first; batches keep their tokens.",
      alsoCalled: ["sequenceLength", "lengths", "sequenceRamp"]),
  ]
}

extension RampSettings.Batch: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("at", .number(.fraction), "The moment, 0 (start) to 1 (end of training)."),
    ConfigField(
      "tokens", .integer(1...1 << 40),
      "Tokens a step from there on, a multiple of the sequence length.",
      alsoCalled: ["batchTokens"]),
  ]
}

extension RampSettings.Sequence: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("at", .number(.fraction), "The moment, 0 (start) to 1 (end of training)."),
    ConfigField(
      "length", .integer(2...1 << 26), "Tokens of a sequence from there on.",
      alsoCalled: ["sequenceLength"]),
    ConfigField(
      "ropeTheta", .number(.notNegative),
      "The base of the rotary angles from there on; 0 keeps the one in force.",
      alsoCalled: ["rope_theta", "rotaryBase"]),
  ]
}
