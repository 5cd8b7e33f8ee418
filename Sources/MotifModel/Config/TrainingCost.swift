internal import MotifTensor

/// What training a model computes in matrix products and attention, as floating-point operations.
///
/// A multiply–add counts as two. A product `y = x Wᵀ` costs 2N forward for the N numbers of W, 2N for
/// the gradient of x where anything below is trained, and 2N for that of W where W is trained: 6N when
/// everything is. Norms, rotations, the optimizer and what a gradient computes again are left out, and
/// looking a token up is free.
package struct TrainingCost: Sendable, Equatable {
  /// Operations of products with weights, the output head among them, for each token.
  package private(set) var perToken: Double
  /// Operations of attention, over all layers and heads, for each pair of a position and one that it
  /// may see: `6·d` forward for each query head, `4·d` without noise heads, and twice that for the
  /// gradient.
  package private(set) var perPair: Double

  /// A cost given by its two numbers.
  package init(perToken: Double, perPair: Double) {
    (self.perToken, self.perPair) = (perToken, perPair)
  }

  /// The cost of training those parameters of a model of `config` that `trained` names, nil for all.
  package init(_ config: ModelConfig, trained: Set<String>? = nil) {
    self.init(perToken: 0, perPair: 0)
    var walk = GradientWalk(trained)
    walk.pass([config.embeddingShape])
    for layer in 0..<config.layerCount {
      add(config, config.layerParameterShapes(layer), &walk)
    }
    walk.pass([config.lastNormShape])
    let head = config.tieWordEmbeddings ? config.embeddingShape : config.outputHeadShape
    let isTrained = walk.isTrained(head)
    // The loss makes both of its gradients at once, that of its input also where only the head needs it.
    perToken += Self.product(head, input: walk.flows || isTrained, weight: isTrained)
  }

  /// Adds a block of which `shapes` are the parameters; `walk` passes through it.
  private mutating func add(
    _ config: ModelConfig, _ shapes: [ParameterShape], _ walk: inout GradientWalk
  ) {
    func named(_ suffixes: String...) -> [ParameterShape] {
      shapes.filter { shape in suffixes.contains { shape.name.hasSuffix($0) } }
    }
    // Each branch begins at the residual stream and ends by adding to it.
    walk.pass(named("input_layernorm.weight"))
    multiply(named("q_proj.weight", "k_proj.weight", "v_proj.weight"), &walk)
    let products = config.queryHeadCount * (config.headDim + config.valueDim)
    perPair += (walk.flows ? 6 : 2) * Double(products)
    walk.pass(shapes.filter { [.lambdaVector, .subNormGain].contains($0.role) })
    multiply(named("o_proj.weight"), &walk)
    walk.pass(named("post_attention_layernorm.weight"))
    multiply(named("gate_proj.weight", "up_proj.weight"), &walk)
    walk.pass(shapes.filter { [.polyNormWeight, .polyNormBias].contains($0.role) })
    multiply(named("down_proj.weight"), &walk)
  }

  /// Adds products of one input with each of `weights`.
  private mutating func multiply(_ weights: [ParameterShape], _ walk: inout GradientWalk) {
    for weight in weights {
      perToken += Self.product(weight, input: walk.flows, weight: walk.isTrained(weight))
    }
    walk.pass(weights)
  }

  private static func product(_ shape: ParameterShape, input: Bool, weight: Bool) -> Double {
    Double(2 * shape.elementCount) * (1 + (input ? 1 : 0) + (weight ? 1 : 0))
  }
}

/// Goes through a model from its input on and knows whether anything up to there is trained: only
/// then a gradient flows back to that place.
private struct GradientWalk {
  private let trained: Set<String>?
  private(set) var flows = false

  init(_ trained: Set<String>?) { self.trained = trained }

  func isTrained(_ shape: ParameterShape) -> Bool { trained?.contains(shape.name) ?? true }

  mutating func pass(_ shapes: [ParameterShape]) {
    flows = flows || shapes.contains(where: isTrained)
  }
}
