/// Keys of other models' `config.json` files that change what a model computes.
///
/// This package computes none of what they ask for, so a file that turns one on is refused by its
/// name. Keys that are not listed change nothing here and are passed over: `torch_dtype`, `use_cache`,
/// `transformers_version`, token ids, dropout.
enum ForeignKeys {
  /// Keys beside the values with which they change nothing; null is always one of them.
  private struct Rule: Sendable {
    let keys: [String]
    let harmless: [FieldValue]
    let expected: String

    init(_ keys: [String], _ harmless: [FieldValue], _ expected: String) {
      (self.keys, self.harmless, self.expected) = (keys, harmless, expected)
    }

    func problems(_ fields: [String: FieldValue]) -> [ModelConfigError.Problem] {
      keys.compactMap { key in
        guard let value = fields[key], value != .null, !harmless.contains(value) else { return nil }
        return .init(key: key, reason: "\(value.found); \(expected)")
      }
    }
  }

  /// What is wrong with `fields`, the whole file of the model `config`.
  static func problems(
    _ fields: [String: FieldValue], of config: ModelConfig
  ) -> [ModelConfigError.Problem] {
    let scaling = Rule(
      ["query_pre_attn_scalar"], [.number(Double(config.headDim))],
      "scores are scaled by the size of a head, \(config.headDim)")
    let activation = Rule(
      ["hidden_activation", "activation_function"], [.text(config.hiddenActivation)],
      "only \"\(config.hiddenActivation)\" is supported")
    return (rules + [scaling, activation]).flatMap { $0.problems(fields) }
      + windowProblems(fields) + layerProblems(fields)
  }

  private static func windowProblems(_ fields: [String: FieldValue]) -> [ModelConfigError.Problem] {
    // Qwen's files name a window and turn it off beside it.
    guard let window = fields["sliding_window"], window != .null,
      fields["use_sliding_window"] != .flag(false)
    else { return [] }
    return [.init(key: "sliding_window", reason: "is set; only null is supported")]
  }

  private static func layerProblems(_ fields: [String: FieldValue]) -> [ModelConfigError.Problem] {
    guard let types = fields["layer_types"], types != .null else { return [] }
    guard case .list(let layers) = types else {
      return [.init(key: "layer_types", reason: "\(types.found); expected a list of text")]
    }
    guard let other = layers.first(where: { $0 != .text(RotaryFields.wholeLayer) }) else {
      return []
    }
    return [
      .init(
        key: "layer_types",
        reason: "has a layer that \(other.found); only \"full_attention\" is supported")
    ]
  }

  private static let off: [FieldValue] = [.flag(false)]
  private static let zero: [FieldValue] = [.number(0), .flag(false)]
  private static let one: [FieldValue] = [.number(1)]

  private static let rules: [Rule] = [
    Rule(
      [
        "attention_bias", "attention_out_bias", "attention_output_bias", "qkv_bias", "add_qkv_bias",
        "mlp_bias", "lm_head_bias", "add_bias_linear", "bias",
      ], off, "only layers without bias are supported"),
    Rule(
      ["attn_logit_softcapping", "final_logit_softcapping", "logits_soft_cap", "logit_cap"], zero,
      "only logits without a cap are supported"),
    Rule(["clip_qkv", "qkv_clip"], zero, "no clipping of queries and keys is supported"),
    Rule(
      [
        "attention_multiplier", "attention_scale", "embedding_multiplier", "residual_multiplier",
        "logits_scaling", "logit_scale", "logits_scale", "scale_emb", "embedding_scale",
        "lm_head_multiplier", "key_multiplier", "attention_in_multiplier",
        "attention_out_multiplier",
      ], one, "only 1 is supported"),
    Rule(
      ["partial_rotary_factor", "rotary_pct", "rope_pct"], one,
      "all dimensions of a head are turned"),
    Rule(
      ["rope_interleaved", "rope_interleave", "rotary_interleaved"], off,
      "only pairs half a head apart are turned"),
    Rule(["use_mrope"], off, "only one position a token is supported"),
    Rule(["mrope_section"], [], "only one position a token is supported"),
    Rule(["rope_local_base_freq"], [], "all layers have one rotary base, rope_theta"),
    Rule(["no_rope_layer_interval"], zero, "all layers have rotary positions"),
    Rule(
      ["position_embedding_type"], [.text("rope"), .text("rotary")],
      "only rotary positions are supported"),
    Rule(["alibi", "use_alibi"], off, "only rotary positions are supported"),
    Rule(
      ["qk_norm", "use_qk_norm", "qk_layernorm", "use_qk_layernorm"], off,
      "no norm of queries and keys is supported"),
    Rule(["attention_chunk_size"], zero, "attention looks back over the whole context"),
    Rule(["attn_window_size"], [], "attention looks back over the whole context"),
    Rule(["is_causal"], [.flag(true)], "only attention to earlier tokens is supported"),
    Rule(["use_bidirectional_attention"], off, "only attention to earlier tokens is supported"),
    Rule(["is_encoder_decoder", "add_cross_attention"], off, "only a decoder is supported"),
    Rule(
      ["parallel_attn", "use_parallel_residual"], off,
      "attention and feed-forward layer follow each other"),
    Rule(["num_kv_shared_layers"], zero, "every layer has keys and values of its own"),
    Rule(["kv_lora_rank", "q_lora_rank"], zero, "no latent attention is supported"),
    Rule(
      ["num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts"], zero,
      "only one feed-forward layer a block is supported"),
    Rule(["moe"], off, "only one feed-forward layer a block is supported"),
    Rule(["quantization_config"], [], "only weights that are not quantized are supported"),
  ]
}
