internal import MotifTensor

extension ModelConfig {
  /// Every weight tensor of the model in checkpoint order, without allocating any.
  ///
  /// 16 a layer of the published models, the embedding table, the last norm and, unless tied, the output head: 643 for
  /// `motif-2-12.7b`. Cost O(L).
  public var parameterShapes: [ParameterShape] {
    [embeddingShape] + (0..<layerCount).flatMap { layerParameterShapes($0) } + [lastNormShape]
      + (tieWordEmbeddings ? [] : [outputHeadShape])
  }

  var embeddingShape: ParameterShape {
    ParameterShape("model.embed_tokens.weight", [vocabSize, hiddenSize], role: .embedding)
  }

  var lastNormShape: ParameterShape {
    ParameterShape("model.norm.weight", [hiddenSize], role: .normGain)
  }

  var outputHeadShape: ParameterShape {
    ParameterShape("lm_head.weight", [vocabSize, hiddenSize], role: .outputHead)
  }

  /// The tensors of a layer: the same roles in the same order in every layer, the four λ vectors as q1,
  /// k1, q2, k2.
  ///
  /// Sixteen, without noise heads less those of the difference, with SiLU less those of PolyNorm: the
  /// nine of Llama when both are missing.
  func layerParameterShapes(_ layer: Int) -> [ParameterShape] {
    let difference: [(String, [Int], ParameterRole)] = [
      ("self_attn.lambda_q1", [headDim], .lambdaVector),
      ("self_attn.lambda_k1", [headDim], .lambdaVector),
      ("self_attn.lambda_q2", [headDim], .lambdaVector),
      ("self_attn.lambda_k2", [headDim], .lambdaVector),
      ("self_attn.subln.weight", [valueDim], .subNormGain),
    ]
    let activation: [(String, [Int], ParameterRole)] = [
      ("mlp.act_fn.weight", [3], .polyNormWeight), ("mlp.act_fn.bias", [1], .polyNormBias),
    ]
    let attention: [(String, [Int], ParameterRole)] = [
      ("self_attn.q_proj.weight", [queryWidth, hiddenSize], .queryProjection),
      ("self_attn.k_proj.weight", [keyValueWidth, hiddenSize], .keyProjection),
      ("self_attn.v_proj.weight", [keyValueWidth, hiddenSize], .valueProjection),
      ("self_attn.o_proj.weight", [hiddenSize, attentionOutputWidth], .outputProjection),
    ]
    let feedForward: [(String, [Int], ParameterRole)] = [
      ("mlp.gate_proj.weight", [intermediateSize, hiddenSize], .gateProjection),
      ("mlp.up_proj.weight", [intermediateSize, hiddenSize], .upProjection),
      ("mlp.down_proj.weight", [hiddenSize, intermediateSize], .downProjection),
    ]
    let norms: [(String, [Int], ParameterRole)] = [
      ("input_layernorm.weight", [hiddenSize], .normGain),
      ("post_attention_layernorm.weight", [hiddenSize], .normGain),
    ]
    let entries =
      attention + (isDifferential ? difference : []) + feedForward
      + (hasPolyNorm ? activation : []) + norms
    return entries.map { suffix, shape, role in
      ParameterShape("model.layers.\(layer).\(suffix)", shape, role: role)
    }
  }
}
