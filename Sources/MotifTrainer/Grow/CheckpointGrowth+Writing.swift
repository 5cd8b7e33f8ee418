internal import Foundation
internal import MotifModel
internal import MotifTensor

extension CheckpointGrowth {
  /// Writes all shards and, for more than one, their index.
  func writeWeights(
    _ folder: String, _ operations: FileOperations, _ progress: (Int, Int) -> Void
  ) throws(FileError) -> [ShardPlan.Shard] {
    let files = ShardPlan(
      try descriptions(), limit: settings.shardLimit, metadata: ["format": "pt"])
    let steps = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.target.name, $0) })
    var done = 0
    for shard in files.shards {
      // Opened anew for every shard, so that what was mapped for earlier ones is given back.
      let values = CheckpointSource(try CheckpointReader(path: source))
      try shard.writer.write(to: folder + "/" + shard.name, operations: operations) {
        tensor, sink throws(FileError) in
        guard let step = steps[tensor.name] else { return }
        try step.forEachRow(
          readingWith: { spec throws(FileError) in try values.value(for: spec) },
          { row throws(FileError) in try sink.append(row) })
        done += 1
        progress(done, steps.count)
      }
    }
    if let index = files.index {
      try DurableFile.replace(folder + "/" + index.name, operations: operations) {
        file throws(FileError) in
        try file.append(index.text)
      }
    }
    return files.shards
  }

  /// Name, type and shape of every tensor to write.
  private func descriptions() throws(FileError) -> [SafetensorsFile.Description] {
    let reader = try CheckpointReader(path: source)
    var result: [SafetensorsFile.Description] = []
    for step in plan.steps {
      let found = try reader.entry(step.source.name).type
      result.append(
        .init(name: step.target.name, type: type(step, found), shape: step.target.shape))
    }
    return result
  }

  private func type(
    _ step: GrowthStep, _ found: SafetensorsFile.ElementType
  ) -> SafetensorsFile.ElementType {
    let isCompensated =
      (step.target.role == .subNormGain || step.target.role == .lambdaVector)
      && !step.isExactInSourceType
    // The writer stores floats as F32, BF16 or F64; nothing is gained from F64 here.
    return settings.storage == .source && found == .bfloat16 && !isCompensated
      ? .bfloat16 : .float32
  }

  /// Compares the written model with the source; nil when both do not fit the memory allowed.
  func compare(_ folder: String) throws -> LogitCheck? {
    let bytes = 4 * (plan.source.parameterCount + plan.target.parameterCount)
    guard bytes <= settings.checkMemory else { return nil }
    // Another rotary base is another function by intention: the weights are checked under the old one.
    var target = plan.target
    target.ropeTheta = plan.source.ropeTheta
    let before = try CausalLanguageModel(
      plan.source, source: CheckpointSource(CheckpointReader(path: source)))
    let after = try CausalLanguageModel(
      target, source: CheckpointSource(CheckpointReader(path: folder)))
    let context = min(plan.source.maxPositionEmbeddings, target.maxPositionEmbeddings)
    let drawn = LogitCheck.drawnRows(
      vocabulary: target.vocabSize, context: context, seed: settings.growth.seed)
    let check = LogitCheck(
      source: before, grown: after, rows: settings.rows.isEmpty ? drawn : settings.rows)
    guard check.keeps(within: settings.bound) else {
      throw GrowthError(
        "the logits of the grown model differ by \(check.difference), which is "
          + "\(check.relativeDifference) of the largest logit and more than the bound "
          + "\(settings.bound); nothing was written")
    }
    return check
  }
}
