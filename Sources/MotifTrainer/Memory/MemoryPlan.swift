internal import MotifConfig
internal import MotifCore
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// The memory of a run by what it is for, in bytes, and the most that the process will hold.
///
/// What is known before training (program, text, tokens) is measured; what training takes is found
/// by taking steps, the evaluations and a save in a dry run (``DryTraining``).
package struct MemoryPlan: Codable, Sendable, Equatable {
  /// The program before it read anything.
  package let program: Int
  /// Text, tokens and tokenizer, and the batch of a step.
  package let data: Int
  /// Parameters and the rotary table.
  package let weights: Int
  /// Gradients of all parameters.
  package let gradients: Int
  /// Two numbers a weight for AdamW, one for Muon.
  package let optimizerState: Int
  /// Weights and optimizer state that a save in the background still writes when the next step changes
  /// them; 0 when a save is done before that.
  package let snapshot: Int
  /// What one micro-batch keeps for the backward pass.
  package let activations: Int
  /// Gradients of activations, packed operands, a chunk of logits and other scratch at their peak.
  package let buffers: Int
  /// What the pool holds beyond the classes above, each of which counts its own peak.
  ///
  /// Negative when memory goes from one use to the next, positive when freed memory has a size that
  /// nothing asks for again.
  package let reuse: Int
  /// The most that was held while text was read and tokenized.
  package let preparationPeak: Int
  /// The most that the process will hold.
  package let peak: Int
  /// What the machine can give to this process.
  package let available: Int

  /// What was measured before training.
  struct Measured {
    let program: Int
    let resident: Int
    let peak: Int
    let available: Int
  }

  /// The sizes that one step and the evaluations have.
  struct Workload {
    var rows: Int
    var microBatchRows: Int
    var length: Int
    /// What blocks keep for the backward pass.
    var checkpointing: ActivationCheckpointing
    /// In what numbers it computes and keeps.
    var precision = PrecisionSettings()
    /// The names of the parameters that are trained, nil for all.
    var trained: Set<String>?
    /// Whether a step is taken while a checkpoint is written.
    var overlapsSave: Bool
    /// The numbers of rows that evaluation batches have, in order, without repeats.
    var evaluationRows: [Int]
    /// Over which ranks of this process it is spread.
    var ranks = MemoryOfRanks()
    /// The steps of other sizes that ramps lead to, in order.
    var ramp: [Size] = []

    /// The sizes of a step.
    struct Size {
      var rows: Int
      var microBatchRows: Int
      var length: Int

      /// The first micro-batch and one that adds to its gradients; others ask for nothing new.
      var microBatches: Int { max(1, min(rows / microBatchRows, 2)) }
    }

    /// The steps of all sizes, in order.
    var sizes: [Size] {
      [Size(rows: rows, microBatchRows: microBatchRows, length: length)] + ramp
    }

    /// Tokens, labels, positions and segments of the largest step.
    var batchBytes: Int {
      let tokens = sizes.map { $0.rows * $0.length }.max() ?? 0
      return ranks.each(4 * MemoryLayout<Int32>.stride * tokens)
    }
  }

  /// Throws ``ModelConfigError`` when `model` is impossible.
  init(
    _ model: ModelConfig, optimizer: Optimizer.Kind, workload: Workload, measured: Measured
  ) throws {
    let (steady, all) = try Self.reports(model, optimizer, workload)
    func bytes(_ purpose: MemoryPurpose) -> Int { steady.peakBytes[purpose] ?? 0 }
    program = measured.program
    data = max(0, measured.resident - measured.program) + workload.batchBytes
    let ranks = workload.ranks
    weights = ranks.weights(bytes(.weights))
    gradients = ranks.shared(bytes(.gradients))
    optimizerState = ranks.shared(bytes(.optimizer))
    activations = ranks.each(bytes(.activations))
    buffers = ranks.each(bytes(.buffers)) + ranks.joined(model)
    // Steps during a save differ from others in the copies alone.
    snapshot = all.peakBytes.values.reduce(0, +) - steady.peakBytes.values.reduce(0, +)
    reuse = ranks.each(all.residentBytes - all.peakBytes.values.reduce(0, +))
    preparationPeak = measured.peak
    let held =
      weights + gradients + optimizerState + activations + buffers + snapshot + reuse
    peak = max(preparationPeak, program + data + held)
    available = measured.available
  }

  /// What two steps and the evaluations take, and what it is when a save goes on meanwhile.
  private static func reports(
    _ model: ModelConfig, _ optimizer: Optimizer.Kind, _ workload: Workload
  ) throws -> (steady: DryRun.Report, all: DryRun.Report) {
    try DryRun.run { run in
      let training = try DryTraining(
        model, optimizer: optimizer, trained: workload.trained,
        checkpointing: workload.checkpointing, precision: workload.precision)
      func step() throws {
        for size in workload.sizes {
          try training.takeStep(
            microBatches: size.microBatches, rows: size.microBatchRows, length: size.length)
        }
      }
      try step()
      for rows in workload.evaluationRows {
        training.evaluate(rows: rows, length: workload.length)
      }
      guard workload.overlapsSave else {
        try step()
        return (run.report, run.report)
      }
      let steady = run.report
      // A save that outlasts one step is still under way in the next.
      let snapshot = training.snapshot
      for _ in 0..<2 { try step() }
      withExtendedLifetime(snapshot) {}
      return (steady, run.report)
    }
  }
}

extension MemoryPlan {
  /// The most bytes that a step is played through for.
  ///
  /// Above it the pool has no size class, and sums of its blocks would soon be more than Int counts.
  private static let limit = 0x1p50

  /// Says why training `model` on micro-batches of `tokens` tokens, `stepTokens` in a step, is too
  /// large to be played through; nil when it is not.
  ///
  /// In Double and above what a step takes rather than below: each weight with its gradient and two
  /// numbers of state; each value of each block with its gradient; the parts in which attention sums
  /// the gradients of keys and values, padded to whole vectors.
  static func complaint(
    _ model: ModelConfig, tokens: Double, stepTokens: Double
  ) -> String? {
    let block =
      6 * model.hiddenSize + 4 * model.queryWidth + 3 * model.keyValueWidth
      + model.attentionOutputWidth + 3 * model.intermediateSize
    let parts = 3 * (model.keyValueHeadCount + 32) * (model.headDim + 16)
    let values = 2 * Double(model.layerCount) * Double(block) + Double(parts)
    let tables = Double(model.maxPositionEmbeddings) * Double(model.headDim)
    let bytes = 4 * (4 * Double(model.parameterCount) + tables + values * tokens + 4 * stepTokens)
    guard bytes > limit else { return nil }
    return
      "a step takes about \(ByteText.short(bytes)) of memory, a plan counts up to "
      + "\(ByteText.short(limit)); take a smaller model or training.microBatchSize"
  }
}
