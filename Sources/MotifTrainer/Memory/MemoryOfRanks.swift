internal import MotifCore
internal import MotifDistributed
internal import MotifModel
internal import MotifOptimizer

/// What ranks that are threads of one process hold together, from what one rank alone would hold.
///
/// An estimate from above: a rank that computes a part of every layer keeps what all ranks need beside
/// it. The processes of a launcher count as one rank each.
struct MemoryOfRanks: Equatable {
  /// The ranks.
  private let count: Int
  /// Replicas of the model.
  private let replicas: Int
  /// The ranks that read different rows.
  private let readers: Int
  /// Whether ranks hold parts of the parameters.
  private let cutsParameters: Bool

  /// Above every machine's memory, and far enough from where an Int overflows that several add up.
  private static let most = 1 << 58

  /// One rank.
  init() { self.init(Mesh()) }

  /// The ranks that `settings` ask for, where no launcher has started them as processes.
  init(_ settings: ParallelSettings) {
    let launcher = try? MPILauncher.current()
    self.init(launcher == nil ? settings.mesh() : Mesh())
  }

  private init(_ mesh: Mesh) {
    (count, replicas) = (mesh.size, mesh.dpReplicate)
    readers = mesh.dpReplicate * mesh.dpShard
    cutsParameters = mesh.dpShard * mesh.tp > 1
  }

  /// The most of `rows` rows that one rank reads.
  func rows(of rows: Int) -> Int { (rows + readers - 1) / readers }

  /// Weights: those of the replicas, and the whole model on rank 0 where ranks hold parts.
  func weights(_ bytes: Int) -> Int { times(bytes, replicas + (cutsParameters ? 1 : 0)) }

  /// What is shared out as the weights are.
  func shared(_ bytes: Int) -> Int { times(bytes, replicas) }

  /// What every rank has of its own.
  func each(_ bytes: Int) -> Int { times(bytes, count) }

  /// The parts of a model that every rank has joined at one moment, one running and the next, and the
  /// gradients of one.
  func joined(_ model: ModelConfig) -> Int {
    guard cutsParameters else { return 0 }
    let table = model.vocabSize * model.hiddenSize
    let block = (model.parameterCount - table) / max(1, model.layerCount)
    return times(3 * 4 * max(table, block), count)
  }

  /// Why `memory`, which does not fit, is too much for so many ranks; nil for one.
  func complaint(_ memory: MemoryPlan) -> String? {
    guard count > 1 else { return nil }
    return
      "\(count) ranks need about \(ByteText.short(memory.peak)) of memory in one process, this "
      + "machine has \(ByteText.short(memory.available)); take fewer ranks or replicas, a smaller "
      + "training.microBatchSize, or the processes of several machines"
  }

  private func times(_ bytes: Int, _ factor: Int) -> Int {
    let (product, overflows) = bytes.multipliedReportingOverflow(by: factor)
    return overflows ? Self.most : min(product, Self.most)
  }
}
