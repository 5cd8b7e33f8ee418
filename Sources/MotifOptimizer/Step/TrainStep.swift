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
  /// Sees the summed gradients before they are checked; tests plant numbers here.
  package var inspectGradients: (inout Gradients) -> Void = { _ in }

  /// A step of `optimizer` on `model`, whose blocks keep for the backward pass what `checkpointing`
  /// says; results do not depend on that.
  public init(
    model: CausalLanguageModel, optimizer: Optimizer, gradientClip: Double = 1, zLoss: Double = 0,
    checkpointing: ActivationCheckpointing = .none
  ) {
    self.model = model
    self.optimizer = optimizer
    self.gradientClip = gradientClip
    self.zLoss = Float(zLoss)
    self.checkpointing = checkpointing
  }

  /// Takes one step on `batch`, cut into micro-batches of `microBatchRows` rows.
  ///
  /// Throws ``NumericError`` when the loss, a gradient or a logit is not finite, and what `accepts`
  /// throws about the loss; nothing has changed then.
  public func callAsFunction(
    _ batch: PackedBatch, microBatchRows: Int, learningRate: Double,
    accepts: (_ loss: Double) throws(NumericError) -> Void = { _ in }
  ) throws(NumericError) -> Result {
    let valid = batch.validTokens
    var gradients = Gradients()
    var loss = 0.0
    var maxLogits: [[Float]] = []
    for start in stride(from: 0, to: batch.rows, by: microBatchRows) {
      let rows = start..<min(batch.rows, start + microBatchRows)
      let piece = rows.count == batch.rows ? batch : batch.slice(rows: rows)
      // The hidden states are not held on: no gradient reads them.
      let (part, logits) = Trace.phase("forward") {
        let output = model(
          piece.inputTensor, positions: piece.positionTensor, segments: piece.segmentTensor,
          checkpointing: checkpointing)
        let part = model.loss(
          output, labels: piece.labelTensor, normalizer: Double(max(1, valid)), zLoss: zLoss)
        return (part, output.maxLogits)
      }
      loss += Double(part.item)
      guard loss.isFinite else {
        throw NumericError("the loss is \(loss); the step was not taken")
      }
      maxLogits = Self.merge(maxLogits, logits)
      Trace.phase("backward") { part.backward(into: &gradients) }
    }
    try accepts(loss)
    inspectGradients(&gradients)
    let norm = optimizer.gradientNorm(gradients)
    Trace.ended("gradient norm")
    let report = try Trace.phase("optimizer") { () throws(NumericError) in
      try optimizer.step(
        &gradients, learningRate: learningRate, gradientNorm: norm, gradientClip: gradientClip,
        maxLogits: maxLogits)
    }
    return Result(
      loss: loss, gradientNorm: norm, validTokens: valid, maxLogits: maxLogits, report: report)
  }

  private static func merge(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
    guard !a.isEmpty else { return b }
    return zip(a, b).map { zip($0, $1).map { max($0, $1) } }
  }
}

extension PackedBatch {
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
