package import MotifCore
public import MotifModel

/// A preset and the shape that follows from it and from the keys set beside it.
public struct ModelSettings: Sendable, Equatable {
  /// The name of the preset that the shape started from.
  public var preset = "nano"
  /// The shape in force.
  public var config = ModelSettings.standard

  /// The preset `nano`.
  public init() {}

  private static let standard = ModelPresets.all[0].config
}

extension ModelSettings: ConfigSettings {
  /// The keys; how sizes depend on each other is known by `ModelConfig.validate()`.
  package static let fields = [
    ConfigField(
      "preset", .choice(ModelPresets.names), "The shape that the other keys change.",
      alsoCalled: ["name"]),
    ConfigField("hidden_size", .count, "The width of the residual stream."),
    ConfigField(
      "num_hidden_layers", .count, "How many blocks.",
      alsoCalled: ["layers", "n_layer"]),
    ConfigField("intermediate_size", .count, "The width of the feed-forward layer."),
    ConfigField(
      "num_attention_heads", .count, "Query heads, signal and noise together.",
      alsoCalled: ["heads", "n_head"]),
    ConfigField("num_key_value_heads", .count, "Key heads, signal and noise together."),
    ConfigField(
      "num_noise_heads", .countOrZero,
      "Noise query heads, one a group; 0 is plain softmax attention, without λ and without a norm "
        + "behind it."),
    ConfigField("head_dim", .count, "The width of one head."),
    ConfigField("k_ratio", .count, "Signal keys for each noise key; only 1."),
    ConfigField(
      "hidden_act", .choice(ModelConfig.activations),
      "The feed-forward activation: PolyNorm, or SiLU, which makes it SwiGLU."),
    ConfigField("use_bias", .bool, "Whether linear layers have a bias; only false."),
    ConfigField("rms_norm_eps", .number(.positive), "ε of the norms of the residual stream."),
    ConfigField("attn_rms_norm_eps", .number(.positive), "ε of the norm behind attention."),
    ConfigField("rope_theta", .number(.positive), "The base of the rotary angles."),
    ConfigField("max_position_embeddings", .count, "The longest sequence."),
    ConfigField("vocab_size", .count, "How many token ids."),
    ConfigField("tie_word_embeddings", .bool, "Whether the output head is the embedding table."),
    ConfigField(
      "lambda_init_offset", .integer(-4096...4096), "Subtracted from the depth index in λ_init."),
    ConfigField(
      "lambda_init_index", .list(of: .countOrZero),
      "The depth index of each layer in λ_init; empty counts from 0."),
    ConfigField(
      "residual_scale", .section(residualScale), "What both branches of a block are scaled by."),
    ConfigField(
      "initializer_range", .number(.fraction),
      "The standard deviation of initial weights; 0 follows the width."),
  ]

  /// Another preset takes none of the keys that were set beside the one before.
  package static let restart = "preset"

  private static let residualScale = ConfigSection(
    defaults: JSONNode(
      .object([
        .init(key: "kind", keyOrigin: .standard, node: JSONNode(.string("none"))),
        .init(key: "value", keyOrigin: .standard, node: JSONNode(.number("1"))),
      ])),
    [
      ConfigField(
        "kind", .choice(["none", "constant", "depth"]),
        "No scale, a constant one, or value / √(2·layers)."),
      ConfigField("value", .number(.positive), "The scale.", kinds: ["constant", "depth"]),
    ])
}
