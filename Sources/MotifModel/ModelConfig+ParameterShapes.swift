/// The name and dimensions of one weight tensor.
public struct ParameterShape: Sendable, Equatable {
  /// The tensor's name in a Hugging Face checkpoint.
  public let name: String
  /// Its dimensions; matrices are `[out, in]`.
  public let shape: [Int]

  /// A named shape.
  public init(_ name: String, _ shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  /// The product of the dimensions.
  public var elementCount: Int { shape.reduce(1, *) }
}

extension ModelConfig {
  /// Every weight tensor of the model in checkpoint order, without allocating any.
  ///
  /// 16 a layer, the embedding table, the last norm and, unless tied, the output head: 643 for
  /// `motif-2-12.7b`. Cost O(L).
  public var parameterShapes: [ParameterShape] {
    var shapes = [ParameterShape("model.embed_tokens.weight", [vocabSize, hiddenSize])]
    for layer in 0..<layerCount {
      shapes += layerParameterShapes(prefix: "model.layers.\(layer).")
    }
    shapes.append(ParameterShape("model.norm.weight", [hiddenSize]))
    if !tieWordEmbeddings {
      shapes.append(ParameterShape("lm_head.weight", [vocabSize, hiddenSize]))
    }
    return shapes
  }

  private func layerParameterShapes(prefix: String) -> [ParameterShape] {
    [
      ("self_attn.q_proj.weight", [queryWidth, hiddenSize]),
      ("self_attn.k_proj.weight", [keyValueWidth, hiddenSize]),
      ("self_attn.v_proj.weight", [keyValueWidth, hiddenSize]),
      ("self_attn.o_proj.weight", [hiddenSize, attentionOutputWidth]),
      ("self_attn.lambda_q1", [headDim]),
      ("self_attn.lambda_k1", [headDim]),
      ("self_attn.lambda_q2", [headDim]),
      ("self_attn.lambda_k2", [headDim]),
      ("self_attn.subln.weight", [2 * headDim]),
      ("mlp.gate_proj.weight", [intermediateSize, hiddenSize]),
      ("mlp.up_proj.weight", [intermediateSize, hiddenSize]),
      ("mlp.down_proj.weight", [hiddenSize, intermediateSize]),
      ("mlp.act_fn.weight", [3]),
      ("mlp.act_fn.bias", [1]),
      ("input_layernorm.weight", [hiddenSize]),
      ("post_attention_layernorm.weight", [hiddenSize]),
    ].map { ParameterShape(prefix + $0.0, $0.1) }
  }
}
