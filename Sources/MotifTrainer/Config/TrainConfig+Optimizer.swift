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
  /// Muon's factor for the shape of a matrix.
  public var updateScale = Muon.UpdateScale.moonlight
  /// When and how attention logits are clipped (`muonClip`).
  public var qkClip = QKClipSettings()

  /// MuonClip with the values of the report.
  public init() {}
}

/// The learning rate over time, relative to `optimizer.learningRate`.
public struct ScheduleSettings: Codable, Sendable, Equatable {
  /// The shapes over the whole run.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Warm-up, stable phase, decay.
    case wsd
    /// Warm-up, then one half cosine.
    case cosine
  }

  /// The shape.
  public var kind = Kind.wsd
  /// The share of training spent warming up.
  public var warmupFraction = 0.02
  /// The share of training spent in the final decay (`wsd`).
  public var decayFraction = 0.18
  /// The curve of the final decay (`wsd`).
  public var shape = DecayShape.exp
  /// The final learning rate as a share of the peak.
  public var endRatio = 0.1

  /// Warm-up 2 %, decay over the last 18 % to a tenth.
  public init() {}
}
