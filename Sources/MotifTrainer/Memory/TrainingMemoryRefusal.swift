internal import MotifCore
internal import MotifModel
internal import MotifOptimizer

/// Why a run does not fit into this machine's memory, and what would.
struct TrainingMemoryRefusal {
  private let memory: MemoryPlan
  private let training: TrainingSettings
  private let shape: ModelConfig
  private let rows: [Int]

  /// The refusal of a run that takes `memory` to train a model of `shape` as `training` says, whose steps
  /// have one of `rows` sequences.
  init(_ memory: MemoryPlan, _ training: TrainingSettings, _ shape: ModelConfig, rows: [Int]) {
    (self.memory, self.training, self.shape, self.rows) = (memory, training, shape, rows)
  }

  /// The key whose value takes most.
  var key: String {
    let batch = training.batchTokens > 0 ? "training.batchTokens" : "training.batchSize"
    let ofModel = memory.weights + memory.gradients + memory.optimizerState
    let ofRows = memory.activations + memory.buffers
    if ofModel >= max(ofRows, memory.data) { return "model" }
    if memory.data > ofRows { return batch }
    return training.microBatchSize > 0 ? "training.microBatchSize" : batch
  }

  /// The sentence: what is needed, what there is, what to lower; `plan` gives the memory of other
  /// settings.
  func complaint(_ plan: (TrainingSettings) throws -> MemoryPlan) throws -> String {
    "needs about \(ByteText.short(memory.peak)) of memory to train, this machine has "
      + "\(ByteText.short(memory.available)); \(try remedy(plan))"
  }

  private func remedy(_ plan: (TrainingSettings) throws -> MemoryPlan) throws -> String {
    let fewer = try largestThatFits(training, plan)
    var whole = training
    whole.activationCheckpointing = .full
    let full = training.activationCheckpointing == .full ? nil : try plan(whole)
    var remedies: [String] = []
    if let fewer {
      remedies.append(
        "training.microBatchSize \(fewer.rows) takes \(ByteText.short(fewer.memory.peak))")
    }
    if let full, full.fits {
      remedies.append(
        "training.activationCheckpointing \"full\" takes \(ByteText.short(full.peak))")
    }
    if remedies.isEmpty, full != nil, let both = try largestThatFits(whole, plan) {
      remedies.append(
        "training.microBatchSize \(both.rows) with training.activationCheckpointing \"full\" takes "
          + ByteText.short(both.memory.peak))
    }
    guard remedies.isEmpty else { return remedies.joined(separator: ", ") }
    let table = 4 * Double(shape.maxPositionEmbeddings) * Double(shape.headDim)
    if table > Double(memory.peak) / 2 { return "take a smaller model.max_position_embeddings" }
    return memory.data > memory.peak / 2
      ? "take a smaller training.batchSize or training.batchTokens"
      : "take a smaller model or training.sequenceLength"
  }

  /// The most rows at once, of those that divide the batch and are fewer than now, that fit.
  private func largestThatFits(
    _ training: TrainingSettings, _ plan: (TrainingSettings) throws -> MemoryPlan
  ) throws -> (rows: Int, memory: MemoryPlan)? {
    let rows = Self.divisors(of: training.sequencesPerStep).filter { divisor in
      divisor < training.microBatchRows && self.rows.allSatisfy { $0 % divisor == 0 }
    }
    var found: (rows: Int, memory: MemoryPlan)?
    // More rows take more memory: the bounds close in on the last number that fits.
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      var fewer = training
      fewer.microBatchSize = rows[middle]
      let memory = try plan(fewer)
      if memory.fits { (found, low) = ((rows[middle], memory), middle + 1) } else { high = middle }
    }
    return found
  }

  /// In ascending order.
  private static func divisors(of number: Int) -> [Int] {
    var (small, large): ([Int], [Int]) = ([], [])
    var divisor = 1
    while divisor * divisor <= number {
      if number % divisor == 0 {
        small.append(divisor)
        if divisor * divisor < number { large.append(number / divisor) }
      }
      divisor += 1
    }
    return small + large.reversed()
  }
}
