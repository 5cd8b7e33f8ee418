internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// A model, its optimizer and its steps played through on sizes alone.
///
/// Mirrors `CausalLanguageModel`, `TrainStep`, `Optimizer.step` and `DomainEvaluation` call by call;
/// see ``StepReplay`` for the operations.
struct ModelReplay {
  private struct Block {
    let parameters: [ParameterRole: [StepReplay.Parameter]]

    func callAsFunction(_ role: ParameterRole, _ index: Int = 0) -> StepReplay.Parameter {
      guard let found = parameters[role], found.count > index else {
        preconditionFailure("a block has no parameter \(index) of role \(role.rawValue)")
      }
      return found[index]
    }
  }

  private let config: ModelConfig
  private let optimizer: Optimizer.Kind
  private let checkpointing: ActivationCheckpointing
  private let steps: StepReplay
  private let heads: AttentionHeads
  private let parameters: [StepReplay.Parameter]
  private let embedding: StepReplay.Parameter
  private let blocks: [Block]
  private let lastNorm: StepReplay.Parameter
  private let head: StepReplay.Parameter
  private let rotaryTable: [PoolReplay.Buffer]

  /// Allocates parameters, the rotary table and optimizer state in `pool`.
  ///
  /// `trained` names the parameters that are trained, nil for all.
  init(
    _ config: ModelConfig, optimizer: Optimizer.Kind, trained: Set<String>?,
    checkpointing: ActivationCheckpointing, pool: PoolReplay
  ) {
    self.config = config
    self.optimizer = optimizer
    self.checkpointing = checkpointing
    let steps = StepReplay(pool: pool)
    let parameters = config.parameterShapes.map {
      steps.parameter(
        $0.shape, role: $0.role, states: optimizer.stateNames(for: $0.role).count,
        isTrained: trained?.contains($0.name) ?? true)
    }
    self.steps = steps
    self.parameters = parameters
    let perLayer = (parameters.count - (config.tieWordEmbeddings ? 2 : 3)) / config.layerCount
    embedding = parameters[0]
    blocks = (0..<config.layerCount).map { layer in
      let start = 1 + layer * perLayer
      return Block(
        parameters: Dictionary(grouping: parameters[start..<start + perLayer], by: \.role))
    }
    lastNorm = parameters[1 + config.layerCount * perLayer]
    head = config.tieWordEmbeddings ? embedding : parameters[parameters.count - 1]
    rotaryTable = (0..<2).map { _ in
      pool.allocate(config.maxPositionEmbeddings * config.headDim / 2, for: .weights)
    }
    heads = .differential(
      groups: config.groupCount, signalHeads: config.signalHeadsPerGroup,
      keyGroups: config.keyGroupCount, headDim: config.headDim)
  }

  /// A training step over micro-batches of the given numbers of rows.
  ///
  /// With `duringSave`, the first change of every weight and state copies it, because a save in the
  /// background holds what it writes: the result, to be held as long as the save goes on.
  @discardableResult
  func trainingStep(
    microBatches: [Int], length: Int, duringSave: Bool = false
  ) -> [PoolReplay.Buffer] {
    for rows in microBatches {
      steps.crossEntropy(
        hidden(batch: rows, length: length), head: head, rows: rows * length)
      steps.backward()
    }
    var snapshot: [PoolReplay.Buffer] = []
    for parameter in parameters {
      guard let gradient = steps.takeGradient(parameter) else { continue }
      if duringSave {
        snapshot += ([parameter.value.storage] + parameter.state).map {
          steps.pool.allocate($0.count, for: .snapshot)
        }
      }
      update(parameter)
      withExtendedLifetime(gradient) {}
    }
    return snapshot
  }

  /// The loss of one batch, without gradients.
  func evaluation(rows: Int, length: Int) {
    steps.withoutGradients {
      let hidden = hidden(batch: rows, length: length)
      steps.logits(head, rows: rows * length, makesGradients: false)
      withExtendedLifetime(hidden) {}
    }
  }

  private func hidden(batch: Int, length: Int) -> StepReplay.Value {
    let rows = batch * length
    var h = steps.embedding(embedding, rows: rows)
    for block in blocks {
      h =
        switch checkpointing {
        case .none: run(block, h, batch: batch, length: length)
        case .selective:
          steps.selectivelyCheckpointed { run(block, h, batch: batch, length: length) }
        case .full: steps.checkpointed(h) { run(block, $0, batch: batch, length: length) }
        }
    }
    return steps.rmsNorm(h, lastNorm, rows: rows)
  }

  private func run(
    _ block: Block, _ h: StepReplay.Value, batch: Int, length: Int
  ) -> StepReplay.Value {
    let rows = batch * length
    let isScaled = config.residualScale.factor(layerCount: config.layerCount) != 1
    let attended = attention(
      block, steps.rmsNorm(h, block(.normGain, 0), rows: rows), batch: batch, length: length)
    let middle = steps.adding(h, attended, isScaled: isScaled)
    let branch = feedForward(
      block, steps.rmsNorm(middle, block(.normGain, 1), rows: rows), rows: rows)
    return steps.adding(middle, branch, isScaled: isScaled)
  }

  /// Values live here as long as those of `GroupedDifferentialAttention`, whichever way it is built.
  private func attention(
    _ block: Block, _ x: StepReplay.Value, batch: Int, length: Int
  ) -> StepReplay.Value {
    let rows = batch * length
    let queries = steps.rotary(steps.linear(x, block(.queryProjection), rows: rows))
    let keys = steps.rotary(steps.linear(x, block(.keyProjection), rows: rows))
    let values = steps.linear(x, block(.valueProjection), rows: rows)
    let attended = steps.attention(
      queries, keys, values, heads, batch: batch, length: length)
    let combined = steps.differentialCombine(
      attended, gain: block(.subNormGain), lambda: (0..<4).map { block(.lambdaVector, $0) }, heads,
      rows: rows)
    return steps.linear(combined, block(.outputProjection), rows: rows)
  }

  private func feedForward(
    _ block: Block, _ x: StepReplay.Value, rows: Int
  ) -> StepReplay.Value {
    steps.linear(
      steps.polyNorm(
        steps.linear(x, block(.gateProjection), rows: rows),
        times: steps.linear(x, block(.upProjection), rows: rows), weight: block(.polyNormWeight),
        bias: block(.polyNormBias), rows: rows), block(.downProjection), rows: rows)
  }

  /// AdamW works in place; Muon makes an update and orthogonalises a copy of it.
  private func update(_ parameter: StepReplay.Parameter) {
    guard optimizer.muon(for: parameter.role) != nil else { return }
    let (rows, columns) = (parameter.shape[0], parameter.shape[1])
    let side = min(rows, columns)
    let update = steps.pool.allocate(rows * columns, for: .buffers)
    let orthogonal = steps.pool.allocate(rows * columns, for: .buffers)
    let iterate = steps.pool.allocate(
      OperationScratch.orthogonalization(rows: rows, columns: columns), for: .buffers)
    steps.scratch(
      OperationScratch.symmetricProduct(
        m: side, k: max(rows, columns), transposed: rows > columns))
    steps.scratch(OperationScratch.symmetricProduct(m: side, k: side, transposed: false))
    steps.scratch(OperationScratch.product(m: rows, n: columns, k: side))
    withExtendedLifetime((update, orthogonal, iterate)) {}
  }
}
