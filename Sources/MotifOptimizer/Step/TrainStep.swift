internal import Foundation
internal import MotifCore
public import MotifData
public import MotifModel
public import MotifTensor

/// One optimizer step over micro-batches: forward, loss, backward, clipping, update.
///
/// The loss is the mean cross-entropy over all valid labels of all micro-batches: each micro-batch
/// divides by the global count, so gradients do not depend on how the batch was cut.
public struct TrainStep {
  /// What happened in a step.
  public struct Result {
    /// Mean cross-entropy in nats, and the z-term where it has a weight.
    public var loss: Double
    /// Global gradient norm before clipping.
    public var gradientNorm: Double
    /// Labels that counted.
    public var validTokens: Int
    /// By layer, the largest score of every query head over the whole batch.
    public var maxLogits: [[Float]]
    /// What the optimizer did.
    public var report: Optimizer.Report
  }

  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let gradientClip: Double
  private let zLoss: Float
  private let checkpointing: ActivationCheckpointing
  private let ranks: RankShare
  /// Sees the gradients, summed over the ranks, before they are checked; tests plant numbers here.
  package var inspectGradients: (inout Gradients) -> Void = { _ in }
  /// Called before each micro-batch of this rank; what it throws ends the step on all ranks.
  package var willRun: () throws -> Void = {}

  /// A step of `optimizer` on `model`, whose blocks keep for the backward pass what `checkpointing`
  /// says; results do not depend on that.
  ///
  /// - Parameters:
  ///   - model: the model that is trained.
  ///   - optimizer: changes its parameters.
  ///   - gradientClip: the largest norm of the gradients; 0 turns clipping off.
  ///   - zLoss: the weight of `(log Σ exp)²` in the loss.
  ///   - checkpointing: what blocks keep for the backward pass.
  ///   - group: the ranks that train copies of the model, each on its rows of every batch.
  public init(
    model: CausalLanguageModel, optimizer: Optimizer, gradientClip: Double = 1, zLoss: Double = 0,
    checkpointing: ActivationCheckpointing = .none, group: TensorGroup = TensorGroup()
  ) {
    self.init(
      model: model, optimizer: optimizer, gradientClip: gradientClip, zLoss: zLoss,
      checkpointing: checkpointing, ranks: RankShare(replicasOf: model, over: group))
  }

  /// A step of `optimizer` on the share of a model that `ranks` says.
  package init(
    model: CausalLanguageModel, optimizer: Optimizer, gradientClip: Double = 1, zLoss: Double = 0,
    checkpointing: ActivationCheckpointing = .none, ranks: RankShare
  ) {
    self.model = model
    self.optimizer = optimizer
    self.gradientClip = gradientClip
    self.zLoss = Float(zLoss)
    self.checkpointing = checkpointing
    self.ranks = ranks
  }

  /// Takes one step on `batch`, of which each rank takes its share, cut into micro-batches of
  /// `microBatchRows` rows.
  ///
  /// Throws ``NumericError`` when the loss, a gradient or a logit is not finite, `CommunicatorError` when
  /// a rank failed or was lost, and what `accepts` throws about the loss; nothing has changed then, on
  /// any rank.
  public func callAsFunction(
    _ batch: PackedBatch, microBatchRows: Int, learningRate: Double,
    accepts: (_ loss: Double) throws(NumericError) -> Void = { _ in }
  ) throws -> Result {
    var gradients = Gradients()
    let figures = try run(batch, microBatchRows, into: &gradients)
    guard figures.loss.isFinite else {
      throw NumericError("the loss is \(figures.loss); the step was not taken")
    }
    try accepts(figures.loss)
    inspectGradients(&gradients)
    let norm = optimizer.gradientNorm(gradients, over: ranks.groups.world)
    // Whatever was lost on the way is known here, before anything changes.
    try ranks.groups.check()
    Trace.ended("gradient norm")
    let report = try Trace.phase("optimizer") {
      try optimizer.step(
        &gradients, learningRate: learningRate, gradientNorm: norm, gradientClip: gradientClip,
        maxLogits: figures.maxLogits)
    }
    return Result(
      loss: figures.loss, gradientNorm: norm, validTokens: figures.validTokens,
      maxLogits: figures.maxLogits, report: report)
  }

  /// What a forward and backward pass measured, the same on all ranks.
  private struct Figures {
    var loss = 0.0
    var validTokens = 0
    var maxLogits: [[Float]] = []
  }

  /// Runs this rank's rows forward and backward and reduces gradients and figures over the ranks.
  ///
  /// Every rank runs as many micro-batches, since all take part in every sum: one that has no rows left
  /// runs a row of padding.
  private func run(
    _ batch: PackedBatch, _ microBatchRows: Int, into gradients: inout Gradients
  ) throws -> Figures {
    let data = ranks.groups.data
    let share = data.share(of: batch.rows)
    let own = share.isEmpty ? nil : share.count == batch.rows ? batch : batch.slice(rows: share)
    var figures = Figures()
    figures.validTokens = data.sum([own?.validTokens ?? 0])[0]
    let heads = model.blocks.map(\.attention.keyHeadOfQuery.count)
    figures.maxLogits = heads.map { [Float](repeating: -.infinity, count: $0) }
    let normalizer = Double(max(1, figures.validTokens))
    let most = data.largestShare(of: batch.rows)
    let reduction = GradientReduction(optimizer.trained, ranks.sharding, ranks.groups)
    for start in stride(from: 0, to: most, by: microBatchRows) {
      try willRun()
      let rows = start..<min(own?.rows ?? 0, start + microBatchRows)
      let piece = start < own?.rows ?? 0 ? own?.piece(rows) : nil
      ranks.gathering?.begin(.forward)
      let (part, logits) = forward(
        piece ?? PackedBatch(rows: 1, length: 1, padding: 0), normalizer)
      figures.loss += Double(part.item)
      if piece != nil { merge(logits, into: &figures.maxLogits) }
      ranks.gathering?.begin(.backward)
      Trace.phase("backward") {
        part.backward(into: &gradients) { leaf, gradient in
          reduction.take(leaf, &gradient, isLast: start + microBatchRows >= most)
        }
      }
      ranks.gathering?.end()
    }
    reduction.finish(into: &gradients)
    figures.loss = data.sum(figures.loss)
    let largest = ranks.groups.world.maximum(figures.maxLogits.flatMap { $0 })
    var start = 0
    figures.maxLogits = heads.map { count in
      defer { start += count }
      return Array(largest[start..<start + count])
    }
    try ranks.groups.check()
    return figures
  }

  /// The hidden states are not held on: no gradient reads them.
  private func forward(_ piece: PackedBatch, _ normalizer: Double) -> (Tensor, [[Float]]) {
    Trace.phase("forward") {
      let output = model(
        piece.inputTensor, positions: piece.positionTensor, segments: piece.segmentTensor,
        checkpointing: checkpointing)
      let part = model.loss(
        output, labels: piece.labelTensor, normalizer: normalizer, zLoss: zLoss)
      return (part, output.maxLogits)
    }
  }

  /// Takes the largest logits of this rank's heads over.
  private func merge(_ logits: [[Float]], into all: inout [[Float]]) {
    for (layer, own) in logits.enumerated() {
      for (head, value) in zip(ranks.queryHeads ?? all[layer].indices, own) {
        let before = all[layer][head]
        all[layer][head] = before.isNaN || before >= value ? before : value
      }
    }
  }
}

extension PackedBatch {
  /// The rows of a range; the batch itself where these are all.
  fileprivate func piece(_ range: Range<Int>) -> PackedBatch {
    range.count == rows ? self : slice(rows: range)
  }

  private var shape: Shape { [rows, length] }
  /// The inputs as `[rows, length]`.
  public var inputTensor: TokenTensor { TokenTensor(inputs, shape: shape) }
  /// The labels as `[rows, length]`.
  public var labelTensor: TokenTensor { TokenTensor(labels, shape: shape) }
  /// The positions as `[rows, length]`.
  public var positionTensor: TokenTensor { TokenTensor(positions, shape: shape) }
  /// The segment ids as `[rows, length]`.
  public var segmentTensor: TokenTensor { TokenTensor(segments, shape: shape) }
}
