internal import MotifTensor

/// How a small model becomes a wider, deeper one that computes the same function.
///
/// The baselines grow into their own kind: plain softmax attention copies query heads for a key head as
/// signal heads of a group, SwiGLU copies units as PolyNorm does. Attention and activation stay.
///
/// Width: the residual stream, the feed-forward units and whole attention groups are copied
/// (HyperCloning, arXiv 2409.12903); inside a group only the signal heads multiply, noise, key and
/// value heads stay (group-differentiated growth, 2510.06949). Depth: ``DepthExpansion``. The plan says
/// for every tensor of the target which source tensor it is made from and by what rule; it holds no
/// numbers, so the plan of a model that does not fit the machine is as cheap as any other.
///
/// Motif-2.6B → Motif-2-12.7B is `GrowthPlan(from: small, to: large)` of the two presets.
public struct GrowthPlan: Sendable {
  /// The config of the model that grows.
  public let source: ModelConfig
  /// The config of the grown model.
  public let target: ModelConfig
  /// How copies are made.
  public let options: GrowthOptions
  /// By which whole numbers the dimensions grow.
  public let factors: GrowthFactors
  /// Where the layers of the target come from.
  public let depth: DepthExpansion
  /// One step for each tensor of the target, in checkpoint order.
  public let steps: [GrowthStep]

  /// Plans the growth; throws ``GrowthError`` where it could not keep the function.
  ///
  /// `rope_theta` may differ, because the published pair of models does: the grown model computes the
  /// source's function with the source's value, and has to be trained to the new one.
  public init(
    from source: ModelConfig, to target: ModelConfig, options: GrowthOptions = GrowthOptions()
  ) throws(GrowthError) {
    factors = try GrowthFactors(from: source, to: target)
    self.source = source
    self.target = target
    self.options = options
    depth = DepthExpansion(from: source.layerCount, to: target.layerCount)
    let builder = StepBuilder(
      source: source, target: target, options: options, factors: factors, depth: depth)
    steps = try builder.steps()
  }

  /// The number of trainable numbers of the grown model.
  public var parameterCount: Int { steps.reduce(0) { $0 + $1.target.elementCount } }

  /// The step that makes the tensor `name` of the target, nil when it has none.
  ///
  /// Cost O(tensors).
  public func step(for name: String) -> GrowthStep? { steps.first { $0.target.name == name } }

  /// Which parameters of the grown model are to be trained.
  public enum Trainable: String, Sendable, CaseIterable, Codable {
    /// All of them.
    case all
    /// Those of inserted layers alone, as LLaMA-Pro does.
    case newBlocksOnly
  }

  /// The names of the parameters that `choice` trains, in checkpoint order.
  public func parameterNames(_ choice: Trainable) -> [String] {
    switch choice {
    case .all: steps.map(\.target.name)
    case .newBlocksOnly:
      depth.insertedLayers.flatMap { target.layerParameterShapes($0).map(\.name) }
    }
  }
}

/// Chooses the rule of every tensor by its role.
private struct StepBuilder {
  let source: ModelConfig
  let target: ModelConfig
  let options: GrowthOptions
  let factors: GrowthFactors
  let depth: DepthExpansion

  func steps() throws(GrowthError) -> [GrowthStep] {
    var steps = [try step(source.embeddingShape, target.embeddingShape)]
    for (index, layer) in depth.layers.enumerated() { steps += try layerSteps(index, layer) }
    // A target that stays tied has no head to divide by the width; the norm before it will do.
    let tiedFactor = target.tieWordEmbeddings ? 1 / Double(factors.hidden) : 1
    steps.append(try step(source.lastNormShape, target.lastNormShape, factor: tiedFactor))
    if !target.tieWordEmbeddings {
      let head = source.tieWordEmbeddings ? source.embeddingShape : source.outputHeadShape
      steps.append(try step(head, target.outputHeadShape))
    }
    return steps
  }

  private func layerSteps(
    _ index: Int, _ layer: DepthExpansion.Layer
  ) throws(GrowthError) -> [GrowthStep] {
    let pairs = zip(
      source.layerParameterShapes(layer.source), target.layerParameterShapes(index))
    let shift = LambdaShift(
      before: source.lambdaInit(layer: layer.source), after: target.lambdaInit(layer: index))
    let branch =
      source.residualScale.factor(layerCount: source.layerCount)
      / target.residualScale.factor(layerCount: target.layerCount)
    var steps = try pairs.map { (old, new) throws(GrowthError) -> GrowthStep in
      if new.role.writesToResidual {
        return layer.isInserted
          ? GrowthStep(target: new, source: old, companion: nil, rule: .zero, seed: options.seed)
          : try step(old, new, factor: branch)
      }
      let moves = new.role == .subNormGain && !layer.isInserted
      return try step(old, new, factor: moves ? shift.gainFactor : 1)
    }
    if source.isDifferential, !layer.isInserted, shift.before != shift.after {
      compensate(&steps, shift)
    }
    return steps
  }

  /// Gives the pair of λ vectors that `shift` changes its rules.
  private func compensate(_ steps: inout [GrowthStep], _ shift: LambdaShift) {
    let vectors = steps.indices.filter { steps[$0].target.role == .lambdaVector }
    let (query, key) =
      shift.changesFirstPair ? (vectors[0], vectors[1]) : (vectors[2], vectors[3])
    steps[query] = GrowthStep(
      target: steps[query].target, source: steps[query].source, companion: steps[key].source,
      rule: .lambdaQuery(shift), seed: options.seed)
    steps[key] = GrowthStep(
      target: steps[key].target, source: steps[key].source, companion: nil,
      rule: .lambdaKey(shift), seed: options.seed)
  }

  private func step(
    _ old: ParameterShape, _ new: ParameterShape, factor: Double = 1
  ) throws(GrowthError) -> GrowthStep {
    var rule = try rule(for: new)
    rule.factor = factor
    precondition(
      rule.columns.targetSize * rule.rows.targetSize == new.elementCount,
      "\(new.name): the rule makes \(rule.rows.targetSize)×\(rule.columns.targetSize) numbers, "
        + "the target has shape \(new.shape)")
    return GrowthStep(
      target: new, source: old, companion: nil, rule: .clone(rule), seed: options.seed)
  }

  /// The heart of growth: which dimensions of a role are copied, and how their blocks share.
  private func rule(for parameter: ParameterShape) throws(GrowthError) -> CloneRule {
    let hidden = GrowthAxis.tiled(size: source.hiddenSize, copies: factors.hidden)
    let units = GrowthAxis.tiled(size: source.intermediateSize, copies: factors.feedForward)
    let vocabulary = GrowthAxis.tiled(size: source.vocabSize, copies: 1)
    func vector(_ columns: GrowthAxis) -> CloneRule {
      CloneRule(rows: .tiled(size: 1, copies: 1), columns: columns)
    }
    func linear(_ rows: GrowthAxis, _ columns: GrowthAxis) -> CloneRule {
      CloneRule(
        rows: rows, columns: columns, weighting: .shared(options.form),
        relativeNoise: options.hasNoise ? options.relativeNoise : 0)
    }
    switch parameter.role {
    case .embedding: return CloneRule(rows: vocabulary, columns: hidden)
    case .outputHead:
      return CloneRule(rows: vocabulary, columns: hidden, weighting: .shared(.symmetric))
    case .queryProjection: return linear(queryHeads, hidden)
    case .keyProjection, .valueProjection:
      return linear(.tiled(size: source.keyValueWidth, copies: factors.groups), hidden)
    case .outputProjection: return linear(hidden, attentionOutput)
    case .gateProjection, .upProjection: return linear(units, hidden)
    case .downProjection: return linear(hidden, units)
    case .normGain: return vector(hidden)
    case .subNormGain: return vector(.tiled(size: source.valueDim, copies: 1))
    case .lambdaVector: return vector(.tiled(size: source.headDim, copies: 1))
    case .polyNormWeight: return vector(.tiled(size: 3, copies: 1))
    case .polyNormBias: return vector(.tiled(size: 1, copies: 1))
    case .custom(let role):
      throw GrowthError(
        "\(parameter.name) has the custom role \(role.name), and growth knows only how to copy the "
          + "roles of the model itself")
    }
  }

  private var queryHeads: GrowthAxis {
    heads(hasNoiseHead: source.isDifferential, width: source.headDim)
  }
  private var attentionOutput: GrowthAxis { heads(hasNoiseHead: false, width: source.valueDim) }

  private func heads(hasNoiseHead: Bool, width: Int) -> GrowthAxis {
    .heads(
      GrowthAxis.HeadLayout(
        groups: source.groupCount, signalHeads: source.signalHeadsPerGroup,
        hasNoiseHead: hasNoiseHead, width: width, groupCopies: factors.groups,
        signalCopies: factors.signalHeads))
  }
}
