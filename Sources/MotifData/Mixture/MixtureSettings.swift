package import MotifCore

/// How often each domain is drawn over the course of training.
public struct MixtureSettings: Codable, Sendable, Equatable {
  /// The weights at one moment; between knots they move in straight lines.
  public struct Knot: Codable, Sendable, Equatable {
    /// The moment, from 0 (start) to 1 (end of training).
    public var at = 0.0
    /// The weight of each domain or group, by name.
    ///
    /// Domains left out weigh 0. Only ratios matter.
    public var weights: [String: Double] = [:]

    /// A knot at the start without weights.
    public init() {}
  }

  /// Sources that knots weigh together.
  public struct Group: Codable, Sendable, Equatable {
    /// The name that knots and presets weigh.
    public var name = ""
    /// How the sources of the group share its weight; none leaves the group out of a preset.
    public var weights: [String: Double] = [:]

    /// A group without name and sources.
    public init() {}
  }

  /// A published curriculum in place of knots.
  public var preset = MixturePreset.none
  /// The knots in order; empty draws every domain equally often.
  public var knots: [Knot] = []
  /// Sources that are weighed together.
  public var groups: [Group] = []
  /// The source or group whose share is held; where none has this name, none is.
  public var reasoning = "reasoning"
  /// The most of the tokens that it takes at one moment; 0 is off.
  public var reasoningCap = 0.095
  /// How often the documents of a source, by name, may be read again.
  public var maxRepeats: [String: Double] = [:]
  /// What happens when all documents of a source were read.
  public var onExhausted = ExhaustionPolicy.repeat

  /// Equal weights.
  public init() {}
}

extension MixtureSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "preset", .oneOf(MixturePreset.self),
      "A published curriculum over the groups \(MixturePreset.groups.joined(separator: ", ")), each "
        + "a source or a group of that name; in place of knots.",
      alsoCalled: ["recipe", "curriculum"]),
    ConfigField(
      "knots", .list(of: .section(of: Knot.self)),
      "Weights at moments of training; between them weights move in straight lines. "
        + "Empty draws every domain equally often."),
    ConfigField(
      "groups", .list(of: .section(of: Group.self)), "Sources that knots weigh under one name."),
    ConfigField(
      "reasoning", .text,
      "The source or group whose share is held: at each moment by reasoningCap, and below a tenth of "
        + "all tokens drawn. Where none has this name, none is held, and none is in a finetune stage "
        + "unless it says so."),
    ConfigField(
      "reasoningCap",
      .number(NumberRange(lower: .including(0), upper: .excluding(ReasoningCap.cumulativeLimit))),
      "The most of the tokens that reasoning takes at one moment; what weights ask beyond it goes to "
        + "the others in proportion. 0 is off: only the cumulative share is held then."),
    ConfigField(
      "maxRepeats", .numbersByName(.notNegative),
      "How often the documents of a source may be read again, by its name. What is not named here is "
        + "read again without end if onExhausted is repeat, else never.",
      alsoCalled: ["maxEpochs", "repeats"]),
    ConfigField(
      "onExhausted", .oneOf(ExhaustionPolicy.self),
      "When all documents of a source were read: read them again, in another order, as long as "
        + "maxRepeats allows; give its share to the others; or end the training.",
      alsoCalled: ["exhausted", "stoppingStrategy"]),
  ]

  /// A curriculum is a preset or knots.
  package static let exclusive = [["preset", "knots"]]
}

extension MixtureSettings.Knot: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("at", .number(.fraction), "The moment, 0 (start) to 1 (end of training)."),
    ConfigField(
      "weights", .numbersByName(.notNegative),
      "The weight of each domain or group; those left out weigh 0, only ratios matter."),
  ]
}

extension MixtureSettings.Group: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("name", .text, "The name that knots and presets weigh."),
    ConfigField(
      "weights", .numbersByName(.notNegative),
      "How its sources share its weight; none leaves the group out of a preset."),
  ]
}
