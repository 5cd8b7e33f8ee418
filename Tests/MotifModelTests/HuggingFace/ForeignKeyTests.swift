import Foundation
import MotifModel
import Testing

/// Keys of other models' configs: what they turn on is refused by name, what changes nothing is not.
@Suite struct ForeignKeyTests {
  private func config(_ members: String) throws -> ModelConfig {
    let text = "{\(ModelConfigFileTests.complete), \(members)}"
    return try JSONDecoder().decode(ModelConfig.self, from: Data(text.utf8))
  }

  @Test(arguments: [
    ("\"attention_bias\": true", "attention_bias", "is true; only layers without bias"),
    ("\"mlp_bias\": true", "mlp_bias", "is true"),
    (
      "\"attn_logit_softcapping\": 50.0", "attn_logit_softcapping",
      "is 50; only logits without a cap"
    ),
    ("\"final_logit_softcapping\": 30.5", "final_logit_softcapping", "is 30.5"),
    ("\"sliding_window\": 4096, \"use_sliding_window\": true", "sliding_window", "is set"),
    (
      "\"layer_types\": [\"full_attention\", \"sliding_attention\"]", "layer_types",
      "\"sliding_attention\""
    ),
    ("\"layer_types\": \"full\"", "layer_types", "is \"full\"; expected a list"),
    ("\"partial_rotary_factor\": 0.5", "partial_rotary_factor", "is 0.5; all dimensions"),
    ("\"logits_scaling\": 8", "logits_scaling", "is 8; only 1"),
    ("\"embedding_multiplier\": 12.0", "embedding_multiplier", "is 12"),
    ("\"query_pre_attn_scalar\": 256", "query_pre_attn_scalar", "by the size of a head, 8"),
    ("\"hidden_activation\": \"gelu_pytorch_tanh\"", "hidden_activation", "\"gelu_pytorch_tanh\""),
    ("\"use_qk_norm\": true", "use_qk_norm", "is true"),
    ("\"num_local_experts\": 8", "num_local_experts", "is 8"),
    ("\"position_embedding_type\": \"alibi\"", "position_embedding_type", "is \"alibi\""),
    ("\"quantization_config\": {\"bits\": 4}", "quantization_config", "is set; only weights"),
    ("\"is_causal\": false", "is_causal", "is false"),
    ("\"rope_interleaved\": true", "rope_interleaved", "is true; only pairs half a head apart"),
    ("\"attention_chunk_size\": 8192", "attention_chunk_size", "is 8192"),
  ])
  func whatChangesTheFunctionIsRefused(_ members: String, key: String, reason: String) throws {
    let error = #expect(throws: ModelConfigError.self) { try config(members) }
    let problem = try #require(error?.problems.first)
    #expect(error?.problems.count == 1 && problem.key == key, "\(error as Any)")
    #expect(problem.reason.contains(reason), "\(problem.reason)")
  }

  @Test(arguments: [
    "\"torch_dtype\": \"bfloat16\", \"dtype\": \"bfloat16\", \"transformers_version\": \"5.1.0\"",
    "\"attention_bias\": false, \"mlp_bias\": null, \"attention_dropout\": 0.1",
    "\"sliding_window\": 4096, \"use_sliding_window\": false, \"max_window_layers\": 28",
    "\"sliding_window\": null, \"use_sliding_window\": true",
    "\"attn_logit_softcapping\": null, \"final_logit_softcapping\": 0.0",
    "\"layer_types\": [\"full_attention\", \"full_attention\"]", "\"layer_types\": []",
    "\"logits_scaling\": 1.0, \"scale_emb\": 1, \"query_pre_attn_scalar\": 8",
    "\"use_cache\": true, \"bos_token_id\": 1, \"eos_token_id\": [2, 3], \"pad_token_id\": null",
    "\"moe\": false, \"num_experts\": null, \"num_experts_per_tok\": 2, \"wesar_weights\": true",
    "\"hidden_activation\": \"poly_norm\", \"auto_map\": {\"AutoConfig\": \"a.B\"}",
    "\"is_causal\": true, \"is_encoder_decoder\": false, \"quantization_config\": null",
  ])
  func whatChangesNothingIsPassedOver(_ members: String) throws {
    #expect(try config(members) == config("\"use_cache\": false"))
  }

  @Test func allMistakesAreToldAtOnce() {
    let error = #expect(throws: ModelConfigError.self) {
      try config(
        "\"attention_bias\": true, \"rope_scaling\": {\"type\": \"yarn\"}, \"logit_scale\": 0.5")
    }
    let keys = Set(error?.problems.map(\.key) ?? [])
    #expect(keys == ["attention_bias", "rope_scaling.type", "logit_scale"])
  }
}
