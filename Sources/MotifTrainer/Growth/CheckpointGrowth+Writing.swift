internal import Foundation
internal import MotifCore
internal import MotifDistributed
internal import MotifModel
internal import MotifTensor

extension CheckpointGrowth {
  /// Writes all shards and, for more than one, their index.
  func writeWeights(
    _ folder: String, _ operations: FileOperations, _ shouldContinue: () -> Bool,
    _ progress: (Int, Int) -> Void
  ) throws(FileError) -> [ShardPlan.Shard] {
    let files = ShardPlan(
      try descriptions(), limit: settings.shardLimit, metadata: ["format": "pt"])
    let steps = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.target.name, $0) })
    var done = 0
    for shard in files.shards {
      // Opened anew for every shard, so that what was mapped for earlier ones is given back.
      let values = try source.values()
      try shard.writer.write(to: folder + "/" + shard.name, operations: operations) {
        tensor, sink throws(FileError) in
        guard let step = steps[tensor.name] else { return }
        try step.forEachRow(
          readingWith: { spec throws(FileError) in try values.value(for: spec) },
          { row throws(FileError) in
            guard shouldContinue() else { throw Self.stopped(folder) }
            try sink.append(row)
          })
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
    let reader = try CheckpointReader(path: source.path)
    var result: [SafetensorsFile.Description] = []
    for step in plan.steps {
      let found = try reader.entry(step.source.name).type
      // The writer stores floats as F32, BF16 or F64; nothing is gained from F64 here.
      let isShort = settings.storage == .source && found == .bfloat16 && !step.isCompensated
      result.append(
        .init(
          name: step.target.name, type: isShort ? .bfloat16 : .float32, shape: step.target.shape))
    }
    return result
  }

  private static func stopped(_ folder: String) -> FileError {
    FileError(path: folder, reason: "the writing was stopped; nothing is left of it")
  }

  /// Writes `config.json`, the shape of the source and, when the source has one, the tokenizer.
  func writeCompanions(_ folder: String, _ operations: FileOperations) throws {
    func write(_ name: String, _ text: Data) throws(FileError) {
      try DurableFile.replace(folder + "/" + name, operations: operations) {
        file throws(FileError) in
        try file.append(text)
      }
    }
    try write("config.json", Data(plan.target.huggingFaceJSON.utf8))
    try write(source.originFile, Data(plan.source.huggingFaceJSON.utf8))
    let record = GrowthRecord(
      trainingFLOPs: source.trainingFLOPs(), learningRates: source.learningRates())
    if record.trainingFLOPs > 0 { try write(GrowthRecord.fileName, Data(record.text.utf8)) }
    if let tokenizer = try source.tokenizerText(operations) {
      try write("tokenizer.json", tokenizer)
    }
  }

  /// Compares the written model with the source; nil when both do not fit the memory allowed.
  func compare(_ folder: String, _ shouldContinue: () -> Bool) throws -> LogitCheck? {
    guard plan.comparisonBytes <= Double(settings.checkMemory) else { return nil }
    let written = CheckpointSource(try CheckpointReader(path: folder))
    let check = try LogitCheck(
      plan, source: source.values(), grown: written, rows: settings.rows,
      shouldContinue: shouldContinue)
    guard let check else { throw Self.stopped(folder) }
    do { try check.require(within: settings.bound) } catch { throw error.naming(source.path) }
    return check
  }
}
