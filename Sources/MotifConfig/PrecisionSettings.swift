package import MotifCore
package import MotifModel
public import MotifTensor

/// In what numbers a run stores and computes; a preset sets all of them, the other keys change some.
///
/// In a config the section may be the name of a preset alone: `"precision": "bf16"`.
public struct PrecisionSettings: Codable, Sendable, Equatable {
  /// The presets.
  public enum Preset: String, Codable, Sendable, CaseIterable {
    /// Float32 everywhere.
    case fp32
    /// Products in bfloat16 with Float32 sums; weights, activations and gradients stay Float32.
    case bf16
    /// As ``bf16``, with the operands of linear layers in eight bits going forward.
    case fp8
  }

  /// In what numbers something is stored or sent.
  public enum Storage: String, Codable, Sendable, CaseIterable {
    /// Float32.
    case fp32
  }

  /// In what numbers activations are kept for the backward pass.
  public enum Activations: String, Codable, Sendable, CaseIterable {
    /// As they were computed.
    case fp32
    /// Rounded to bfloat16, in half the memory; what is computed forward stays Float32.
    case bf16
  }

  /// In what numbers Muon orthogonalises.
  public enum Orthogonalisation: String, Codable, Sendable, CaseIterable {
    /// Operands as they are.
    case fp32
    /// Operands rounded to bfloat16, sums in Float32.
    case bf16

    /// The precision of the products.
    package var products: ProductPrecision { self == .fp32 ? .float32 : .bfloat16 }
  }

  /// What the other keys start from.
  public var preset = Preset.fp32
  /// How weights and the optimizer's state are stored.
  public var weights = Storage.fp32
  /// How what the backward pass reads is stored.
  public var activations = Activations.fp32
  /// How gradients are stored.
  public var gradients = Storage.fp32
  /// How gradients and weights travel between ranks.
  public var communication = Storage.fp32
  /// The products of linear layers and of the output head, forward and backward.
  public var matmul = ProductPrecision.float32
  /// Muon's orthogonalisation.
  public var orthogonalisation = Orthogonalisation.fp32

  /// Float32 everywhere.
  public init() {}

  /// What `preset` says.
  package init(_ preset: Preset) {
    self.preset = preset
    switch preset {
    case .fp32: break
    case .bf16: (matmul, orthogonalisation) = (.bfloat16, .bf16)
    case .fp8: (matmul, orthogonalisation) = (.float8Forward, .bf16)
    }
  }
}

extension PrecisionSettings {
  /// The name of the products' precision and what they are computed with; nil for Float32.
  package var productText: (precision: String, means: String)? {
    matmul == .float32
      ? nil : (matmul.rawValue, "those of bfloat16 \(ProductPrecision.bfloat16Means)")
  }

  /// What a run says of its numbers before it trains; nil where all are Float32.
  package var notice: String? {
    let uses = [
      matmul == .float32 ? nil : "of linear layers and the output head are \(matmul.rawValue)",
      orthogonalisation == .fp32
        ? nil : "of the orthogonalisation are \(orthogonalisation.rawValue)",
    ].compactMap { $0 }
    let products =
      uses.isEmpty
      ? nil
      : "products \(uses.joined(separator: " and those ")); those of bfloat16 are computed "
        + ProductPrecision.bfloat16Means
    let kept =
      activations == .fp32
      ? nil : "activations are kept for the backward pass in \(activations.rawValue)"
    let sentences = [kept, products].compactMap { $0 }
    return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
  }
}

extension PrecisionSettings {
  /// Lets `model` compute and keep its activations as these settings say.
  package func apply(to model: inout CausalLanguageModel) {
    model.precision = matmul
    model.keepsBFloat16Activations = activations == .bf16
  }
}

extension PrecisionSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "preset", .oneOf(Preset.self),
      "What the other keys start from; \"precision\": \"bf16\" is short for it.",
      alsoCalled: ["name"]),
    ConfigField(
      "weights", .oneOf(Storage.self), "How weights and the optimizer's state are stored.",
      alsoCalled: ["dtype", "parameters"]),
    ConfigField(
      "activations", .oneOf(Activations.self),
      "How what the backward pass reads of activations is kept: bf16 takes half the memory and rounds "
        + "it; the forward pass stays as it is.",
      alsoCalled: ["activationStorage"]),
    ConfigField("gradients", .oneOf(Storage.self), "How gradients are stored."),
    ConfigField(
      "communication", .oneOf(Storage.self),
      "How gradients and weights travel between ranks; parallel.communication says it of Muon's "
        + "matrices."),
    ConfigField(
      "matmul", .oneOf(ProductPrecision.self),
      "The operands of the products of linear layers and of the output head, forward and backward, "
        + "also when text is written or scored; sums are Float32, attention is computed in Float32. "
        + "fp8 is an emulation of E4M3 with a scale for each row, no faster than bf16: of the forward "
        + "operands (fp8FwdOnly), of those of the input's gradient too (fp8GwHP), or of all (fp8Full); "
        + "the head stays in bf16.",
      alsoCalled: ["autocast", "products"]),
    ConfigField(
      "orthogonalisation", .oneOf(Orthogonalisation.self),
      "The operands of the products of Muon's orthogonalisation.",
      alsoCalled: ["orthogonalization", "newtonSchulz"]),
  ]

  /// Another preset takes none of the keys that were set beside the one before.
  package static let restart = "preset"
}
