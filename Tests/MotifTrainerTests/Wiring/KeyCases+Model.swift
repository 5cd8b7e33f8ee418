/// What a model is and what it starts from.
extension KeyCase {
  static let model = [
    KeyCase("model.preset", "model.preset=nano-seed", changes: .shape),
    sized("hidden_size", "12"),
    sized("num_hidden_layers", "2"),
    sized("intermediate_size", "20"),
    sized("num_attention_heads", "8"),
    sized("num_key_value_heads", "2"),
    KeyCase(
      "model.num_noise_heads", given: ["model.num_key_value_heads=2"], "model.num_noise_heads=3",
      changes: .shape, .weights("o_proj")),
    KeyCase(
      "model.num_noise_heads", given: ["model.num_key_value_heads=2"], "model.num_noise_heads=0",
      changes: .shape, .weights("o_proj"), .metric("lambda")),
    sized("head_dim", "6"),
    KeyCase("model.k_ratio", "model.k_ratio=2", changes: .failure),
    KeyCase(
      "model.hidden_act", "model.hidden_act=silu", changes: .shape, .weights("up_proj"),
      .metric("polyNormCubic")),
    KeyCase("model.use_bias", "model.use_bias=true", changes: .failure),
    computed("rms_norm_eps", "0.1"),
    computed("attn_rms_norm_eps", "0.1"),
    computed("rope_theta", "10"),
    KeyCase(
      "model.max_position_embeddings", "model.max_position_embeddings=8", changes: .failure),
    KeyCase(
      "model.vocab_size", given: ["tokenizer.vocabSize=0", "model.vocab_size=270"],
      "model.vocab_size=275", changes: .tokenizer, .shape),
    KeyCase(
      "model.tie_word_embeddings", "model.tie_word_embeddings=true", changes: .shape,
      .weights("embed_tokens")),
    computed("lambda_init_offset", "0"),
    computed("lambda_init_index", "[3]"),
    KeyCase(
      "model.residual_scale.kind", #"model.residual_scale={"kind": "constant", "value": 0.5}"#,
      changes: .metric("loss")),
    KeyCase(
      "model.residual_scale.value",
      given: [#"model.residual_scale={"kind": "constant", "value": 0.5}"#],
      "model.residual_scale.value=0.25", changes: .metric("loss")),
    computed("initializer_range", "0.2"),
  ]

  /// A key that gives the model other tensors.
  private static func sized(_ key: String, _ value: String) -> KeyCase {
    KeyCase("model." + key, "model.\(key)=\(value)", changes: .shape, .weights("model"))
  }

  /// A key that makes the model compute another function.
  private static func computed(_ key: String, _ value: String) -> KeyCase {
    KeyCase("model." + key, "model.\(key)=\(value)", changes: .metric("loss"), .weights("q_proj"))
  }

  private static func start(_ kind: String, _ run: String) -> String {
    #"initialization={"kind": "\#(kind)", "from": "FOLDER/\#(run)"}"#
  }
  private static let wider = [
    "model.hidden_size=16", "model.intermediate_size=24", start("grown", "a"),
  ]

  static let initialization = [
    KeyCase(
      "initialization.kind", start("checkpoint", "b"), changes: .weights("q_proj"), .tokenizer),
    KeyCase(
      "initialization.from", given: [start("checkpoint", "a")], start("checkpoint", "b"),
      changes: .weights("q_proj"), .tokenizer),
    KeyCase(
      "initialization.copies", given: wider + ["initialization.noise=false"],
      "initialization.copies=diagonal", changes: .weights("up_proj")),
    KeyCase(
      "initialization.noise", given: wider, "initialization.noise=false",
      changes: .weights("up_proj")),
    KeyCase(
      "initialization.noiseDecibels", given: wider, "initialization.noiseDecibels=30",
      changes: .weights("up_proj")),
    KeyCase(
      "initialization.trainable", given: ["model.num_hidden_layers=2", start("grown", "a")],
      "initialization.trainable=newBlocksOnly", changes: .weights("embed_tokens")),
  ]
}
