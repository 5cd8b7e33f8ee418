package import MotifCore
public import MotifOptimizer
public import MotifTensor

/// The update rule; `kind` decides which other properties matter.
public struct OptimizerSettings: Codable, Sendable, Equatable {
  /// The rules.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// AdamW for every parameter.
    case adamw
    /// Muon for the matrices inside blocks, AdamW for the rest.
    case muon
    /// Muon followed by QK-Clip.
    case muonClip
  }

  /// When and how attention logits are clipped.
  public struct QKClipSettings: Codable, Sendable, Equatable {
    /// How the factor is shared between queries and keys.
    public var mode = QKClip.Mode.balanced
    /// The largest logit allowed.
    public var threshold = 100.0
    /// Steps between clips.
    public var interval = 1

    /// Every step, balanced, at 100.
    public init() {}
  }

  /// The rule.
  public var kind = Kind.muonClip
  /// The peak learning rate, the same for Muon and AdamW.
  public var learningRate = 2e-3
  /// Decoupled weight decay of matrices.
  public var weightDecay = 0.1
  /// AdamW's decay of the first moment.
  public var beta1 = 0.9
  /// AdamW's decay of the second moment.
  public var beta2 = 0.95
  /// AdamW's ε.
  public var epsilon = 1e-8
  /// Muon's momentum.
  public var momentum = 0.95
  /// Whether Muon's update looks ahead.
  public var nesterov = true
  /// Muon's orthogonalisation coefficients.
  public var newtonSchulz = NewtonSchulzPreset.motif
  /// The steps of Muon's orthogonalisation.
  public var newtonSchulzSteps = Orthogonalization.publishedSteps
  /// The least singular value that `polarExpress` aims at.
  public var newtonSchulzLowerBound = Orthogonalization.publishedLowerBound
  /// Whether Muon balances rows before it orthogonalises.
  public var newtonSchulzPreconditioned = false
  /// Whether Muon evens out the rows of its updates (NorMuon).
  public var neuronNormalization = false
  /// NorMuon's decay of the second moment of rows.
  public var neuronBeta2 = publishedNeuronBeta2
  /// Muon's factor for the shape of a matrix.
  public var updateScale = Muon.UpdateScale.moonlight
  /// When and how attention logits are clipped (`muonClip`).
  public var qkClip = QKClipSettings()

  /// The decay that NorMuon was published with (arXiv 2510.05491).
  package static let publishedNeuronBeta2 = 0.95

  /// MuonClip with the values of the report.
  public init() {}
}

extension OptimizerSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "kind", .oneOf(Kind.self),
      "AdamW; Muon for the matrices inside blocks and AdamW for the rest; or Muon and QK-Clip.",
      alsoCalled: ["type", "name"]),
    ConfigField(
      "learningRate", .number(.positive), "The peak learning rate of every parameter.",
      alsoCalled: ["lr", "eta", "maxLr", "peak"]),
    ConfigField(
      "weightDecay", .number(.notNegative), "Decoupled weight decay of matrices.",
      alsoCalled: ["wd"]),
    ConfigField("beta1", .number(.decay), "AdamW's decay of the first moment."),
    ConfigField("beta2", .number(.decay), "AdamW's decay of the second moment."),
    ConfigField("epsilon", .number(.epsilon), "AdamW's ε.", alsoCalled: ["eps"]),
    ConfigField("momentum", .number(.belowOne), "Muon's momentum.", kinds: muons),
    ConfigField("nesterov", .bool, "Whether Muon's update looks ahead.", kinds: muons),
    ConfigField(
      "newtonSchulz", .oneOf(NewtonSchulzPreset.self), "Muon's orthogonalisation coefficients.",
      kinds: muons, alsoCalled: ["ns"]),
    ConfigField(
      "newtonSchulzSteps", .count,
      "The steps of Muon's orthogonalisation: polarExpress computes as many as are wanted, jordan "
        + "repeats its one, motif and polarExpressDion take the last of their five.",
      kinds: muons, alsoCalled: ["nsSteps"]),
    ConfigField(
      "newtonSchulzLowerBound",
      .number(NumberRange(lower: .excluding(0), upper: .including(1))),
      "The least singular value, of a largest of 1, that polarExpress aims at.", kinds: muons),
    ConfigField(
      "newtonSchulzPreconditioned", .bool,
      "Whether Muon first divides rows by the root of the sum of their Gram row (Turbo-Muon), after "
        + "which newtonSchulzSteps 4 do what 5 do without.",
      kinds: muons, alsoCalled: ["turbo"]),
    ConfigField(
      "neuronNormalization", .bool,
      "Whether Muon divides each row of its update by the root of the row's second moment, and brings "
        + "the norm of the matrix back (NorMuon); takes one number a row.",
      kinds: muons, alsoCalled: ["normuon"]),
    ConfigField(
      "neuronBeta2", .number(.decay),
      "NorMuon's decay of the second moment of rows; needs neuronNormalization.",
      kinds: muons, alsoCalled: ["muonBeta2"]),
    ConfigField(
      "updateScale", .oneOf(Muon.UpdateScale.self), "Muon's factor for the shape of a matrix.",
      kinds: muons),
    ConfigField(
      "qkClip", .section(of: QKClipSettings.self), "When and how attention logits are clipped.",
      kinds: ["muonClip"]),
  ]

  private static let muons = ["muon", "muonClip"]
}

extension OptimizerSettings.QKClipSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "mode", .oneOf(QKClip.Mode.self), "How the factor is shared between queries and keys."),
    ConfigField(
      "threshold", .number(.positive), "The largest logit allowed.", alsoCalled: ["tau"]),
    ConfigField("interval", .count, "Steps between clips."),
  ]
}
