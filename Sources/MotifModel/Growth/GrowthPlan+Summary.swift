public import MotifTensor

extension GrowthStep {
  /// The rule in a few words, such as `rows ×2, columns ×2, W/2 ± noise`.
  public var summary: String {
    switch rule {
    case .zero: "zero, so that the new layer begins as the identity"
    case .lambdaQuery: "a multiple of the key vector added, for the moved λ_init"
    case .lambdaKey: "copied, the direction of what is added to the query vector"
    case .clone(let rule): rule.summary
    }
  }
}

extension CloneRule {
  fileprivate var summary: String {
    var parts: [String] = []
    if rows.copies > 1 { parts.append("rows ×\(rows.copies)") }
    if columns.copies > 1 { parts.append("columns ×\(columns.copies)") }
    if parts.isEmpty { parts.append("copied") }
    if case .shared(let form) = weighting, columns.copies > 1 {
      parts.append(
        (form == .symmetric ? "W/\(columns.copies)" : "W on the diagonal")
          + (relativeNoise > 0 ? " ± noise" : ""))
    }
    if factor != 1 { parts.append("times a constant") }
    return parts.joined(separator: ", ")
  }
}

extension GrowthPlan {
  /// How many tensors of each role follow each rule, in checkpoint order.
  public var rules: [(role: ParameterRole, summary: String, count: Int)] {
    var result: [(role: ParameterRole, summary: String, count: Int)] = []
    for step in steps {
      let same = result.firstIndex { $0.role == step.target.role && $0.summary == step.summary }
      if let same {
        result[same].count += 1
      } else {
        result.append((step.target.role, step.summary, 1))
      }
    }
    return result
  }

  /// The layers whose λ_init moved with their index, so that growth makes up for it in the gain of
  /// the head norm and one pair of λ vectors.
  public var compensatedLayers: [Int] {
    depth.layers.indices.filter { index in
      let layer = depth.layers[index]
      return source.isDifferential && !layer.isInserted
        && source.lambdaInit(layer: layer.source) != target.lambdaInit(layer: index)
    }
  }
}
