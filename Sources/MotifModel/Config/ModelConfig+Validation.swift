extension ModelConfig {
  /// Checks that the config describes a model this package can build.
  ///
  /// Throws one error that lists every problem. The limits on sizes keep ``parameterCount`` inside
  /// 64 bits.
  public func validate() throws(ModelConfigError) {
    var problems = rangeProblems
    // The relations divide by sizes, so they are checked only once every size is positive.
    if problems.isEmpty { problems += headProblems }
    problems += unsupportedProblems + scaleProblems
    if !problems.isEmpty { throw ModelConfigError(problems: problems) }
  }

  private var rangeProblems: [ModelConfigError.Problem] {
    let wide = 1 << 22
    let few = 1 << 12
    let sizes = [
      ("hidden_size", hiddenSize, wide),
      ("num_hidden_layers", layerCount, few),
      ("intermediate_size", intermediateSize, wide),
      ("num_attention_heads", queryHeadCount, few),
      ("num_key_value_heads", keyValueHeadCount, few),
      ("head_dim", headDim, few),
      ("max_position_embeddings", maxPositionEmbeddings, 1 << 26),
      ("vocab_size", vocabSize, wide),
    ]
    let noise = [("num_noise_heads", noiseHeadCount, few)]
    func outside(
      _ sizes: [(String, Int, Int)], from least: Int
    ) -> [ModelConfigError.Problem] {
      sizes.compactMap { key, value, limit in
        (least...limit).contains(value)
          ? nil
          : .init(key: key, reason: "is \(value); expected a number from \(least) to \(limit)")
      }
    }
    return outside(sizes, from: 1) + outside(noise, from: 0)
  }

  private var headProblems: [ModelConfigError.Problem] {
    var problems = isDifferential ? differentialHeadProblems : softmaxHeadProblems
    if headDim % 2 != 0 {
      problems.append(
        .init(
          key: "head_dim",
          reason: "is \(headDim); rotary embedding turns pairs, so it must be even"))
    }
    return problems
  }

  private var softmaxHeadProblems: [ModelConfigError.Problem] {
    guard queryHeadCount % keyValueHeadCount != 0 else { return [] }
    return [
      .init(
        key: "num_key_value_heads",
        reason: "is \(keyValueHeadCount), but without noise heads \(queryHeadCount) query heads "
          + "share the key heads evenly; expected a divisor of \(queryHeadCount)")
    ]
  }

  private var differentialHeadProblems: [ModelConfigError.Problem] {
    var problems: [ModelConfigError.Problem] = []
    let (heads, groups) = (queryHeadCount, noiseHeadCount)
    if heads % groups != 0 || heads < 2 * groups {
      problems.append(
        .init(
          key: "num_attention_heads",
          reason: "is \(heads), but \(groups) noise heads need \(groups)·(R+1) heads in all, "
            + "R ≥ 1 signal heads a group: \(2 * groups), \(3 * groups), \(5 * groups), …"))
    }
    if keyValueHeadCount % 2 != 0 {
      problems.append(
        .init(
          key: "num_key_value_heads",
          reason: "is \(keyValueHeadCount); expected an even number, "
            + "a signal and a noise key for each key group"))
    } else if groups % keyGroupCount != 0 {
      problems.append(
        .init(
          key: "num_key_value_heads",
          reason: "is \(keyValueHeadCount), which makes \(keyGroupCount) key groups; "
            + "\(groups) noise heads cannot be shared out evenly over them"))
    }
    return problems
  }

  private var unsupportedProblems: [ModelConfigError.Problem] {
    var problems: [ModelConfigError.Problem] = []
    if keyRatio != 1 {
      problems.append(.init(key: "k_ratio", reason: "is \(keyRatio); only 1 is supported"))
    }
    if !Self.activations.contains(hiddenActivation) {
      problems.append(
        .init(
          key: "hidden_act",
          reason: "is \"\(hiddenActivation)\"; only \"poly_norm\" and \"silu\" are supported"))
    }
    if useBias {
      problems.append(
        .init(key: "use_bias", reason: "is true; only layers without bias are supported"))
    }
    return problems + unusedProblems
  }

  /// Keys of the difference, which mean nothing without noise heads.
  private var unusedProblems: [ModelConfigError.Problem] {
    guard noiseHeadCount == 0 else { return [] }
    let standard = ModelPresets.all[0].config
    let changed = [
      ("lambda_init_offset", lambdaInitOffset != standard.lambdaInitOffset, "λ"),
      ("lambda_init_index", !lambdaInitIndices.isEmpty, "λ"),
      (
        "attn_rms_norm_eps", attentionNormEpsilon != standard.attentionNormEpsilon,
        "norm behind attention"
      ),
    ]
    return changed.filter(\.1).map { key, _, what in
      .init(
        key: key,
        reason: "is set, but a model without noise heads (num_noise_heads 0) has no \(what); "
          + "leave it out")
    }
  }

  /// What is wrong with the offset of λ_init.
  ///
  /// λ_init stays below 0.8 and grows with the depth, but falls exponentially with the offset. With −1
  /// the noise is already added rather than subtracted and branches are doubled; the published models
  /// begin at −0.01 and 0.2.
  private var lambdaProblem: String? {
    let expected = "expected 1 (Motif) or 0 (Differential Transformer)"
    guard (-4096...4096).contains(lambdaInitOffset) else {
      return "is \(lambdaInitOffset); \(expected)"
    }
    let depth = lambdaInitIndices.min() ?? 0
    let value = lambdaInit(depth: depth)
    guard value < -1 else { return nil }
    return "is \(lambdaInitOffset), which makes λ_init \((value * 1000).rounded() / 1000) at depth "
      + "\(depth), below -1; \(expected)"
  }

  private var scaleProblems: [ModelConfigError.Problem] {
    var problems: [ModelConfigError.Problem] = []
    func require(_ holds: Bool, _ key: String, _ reason: String) {
      if !holds { problems.append(.init(key: key, reason: reason)) }
    }
    for (key, value) in [
      ("rms_norm_eps", rmsNormEpsilon), ("attn_rms_norm_eps", attentionNormEpsilon),
    ] {
      // Less would be zero in Float and divide by it where a row is all zeros.
      require(
        value >= 1e-30 && value < 1, key,
        "is \(value); expected a small positive number, 1e-30 at least")
    }
    require(
      ropeTheta > 1 && ropeTheta.isFinite, "rope_theta",
      "is \(ropeTheta); expected a number above 1")
    require(
      initializerRange >= 0 && initializerRange <= 1, "initializer_range",
      "is \(initializerRange); expected 0 (chosen by width) to 1")
    require(
      lambdaInitIndices.isEmpty || lambdaInitIndices.count == layerCount, "lambda_init_index",
      "has \(lambdaInitIndices.count) entries; expected none or one for each of "
        + "\(layerCount) layers")
    let hasIndices = lambdaInitIndices.allSatisfy { (0...1 << 12).contains($0) }
    require(hasIndices, "lambda_init_index", "has an entry outside 0 … 4096")
    if hasIndices, let reason = lambdaProblem { require(false, "lambda_init_offset", reason) }
    let factor =
      switch residualScale {
      case .none: 1.0
      case .constant(let value), .depth(let value): value
      }
    require(
      factor > 0 && factor.isFinite, "residual_scale",
      "has value \(factor); expected a positive number")
    return problems
  }
}
