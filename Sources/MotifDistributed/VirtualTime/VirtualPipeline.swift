/// One plan of Parallel Muon on virtual ranks, event by event.
///
/// Computation is put off until a scatter asks for it: by then all collectives that run beside it are
/// known, as the communication queue has nothing between them and that scatter.
struct VirtualPipeline {
  /// The groups of a plan.
  struct Groups {
    /// Along its shard axes.
    let shards: RankGrouping
    /// Along its replica axes.
    let replicas: RankGrouping
  }

  /// What one rank sends, receives and holds for a chunk, in bytes.
  private struct Bytes {
    /// The shards it holds, and those of them that stay.
    var held = 0
    var heldByItself = 0
    /// The matrices it owns.
    var owned = 0
    /// The shards of all replicas.
    var shared = 0
    /// Scratch of its largest matrix.
    var scratch = 0
    /// Seconds of orthogonalisation.
    var seconds = 0.0

    /// The most that an all-to-all sends or receives.
    var travelling: Int { max(held, owned) - heldByItself }
  }

  private enum Waiting {
    case compute(Int)
    case update(Int)
  }

  private let plan: OwnershipPlan
  private let groups: Groups
  private let constants: ClusterConstants
  /// By rank, its number among the owners.
  private let places: [Int]
  /// Of chunks in flight, by rank.
  private var bytes: [Int: [Bytes]] = [:]
  /// When gather and scatter of a chunk were done, or will be known to be, by rank.
  private var gathered: [Int: [Double]] = [:]
  private var computed: [Int: [Double]] = [:]
  private var received: [Int: [Double]] = [:]
  private var waiting: [Waiting] = []

  init(_ plan: OwnershipPlan, groups: Groups, _ constants: ClusterConstants) {
    self.plan = plan
    self.groups = groups
    self.constants = constants
    places = (0..<plan.mesh.size).map { plan.mesh.place(of: $0, along: plan.ownerAxes) }
  }

  mutating func play(_ event: ChunkSchedule.Event, on ranks: inout [VirtualRank]) {
    switch event {
    case .gather(let chunk): gather(chunk, on: &ranks)
    case .compute(let chunk): waiting.append(.compute(chunk))
    case .scatter(let chunk): scatter(chunk, on: &ranks)
    case .update(let chunk):
      share(chunk, on: &ranks)
      waiting.append(.update(chunk))
    }
  }

  /// Lets what is put off come to its end.
  mutating func finish(on ranks: inout [VirtualRank]) {
    while !waiting.isEmpty { resolveNext(on: &ranks) }
  }

  // MARK: - Communication

  private mutating func gather(_ chunk: Int, on ranks: inout [VirtualRank]) {
    let bytes = bytes(ofChunk: chunk)
    self.bytes[chunk] = bytes
    // Gradients are there before the step begins.
    exchange(.gather, chunk, on: &ranks, bytes, ready: Array(repeating: 0, count: ranks.count))
    for rank in ranks.indices {
      let span = ranks[rank].spans[ranks[rank].spans.count - 1]
      ranks[rank].allocate(bytes[rank].held, at: span.arrival)
      ranks[rank].allocate(bytes[rank].owned, at: span.arrival)
      ranks[rank].allocate(-bytes[rank].held, at: span.end)
    }
    gathered[chunk] = ranks.map(\.communicationEnd)
  }

  private mutating func scatter(_ chunk: Int, on ranks: inout [VirtualRank]) {
    while computed[chunk] == nil { resolveNext(on: &ranks) }
    guard let bytes = bytes[chunk], let computed = computed.removeValue(forKey: chunk) else {
      return
    }
    exchange(.scatter, chunk, on: &ranks, bytes, ready: computed)
    for rank in ranks.indices {
      let span = ranks[rank].spans[ranks[rank].spans.count - 1]
      ranks[rank].allocate(bytes[rank].owned, at: span.arrival)
      ranks[rank].allocate(bytes[rank].held, at: span.arrival)
      // What was sent, and the results that it was made of.
      ranks[rank].allocate(-2 * bytes[rank].owned, at: span.end)
    }
    received[chunk] = ranks.map(\.communicationEnd)
  }

  private mutating func share(_ chunk: Int, on ranks: inout [VirtualRank]) {
    guard groups.replicas.memberCount > 1, let bytes = bytes[chunk],
      let received = received[chunk]
    else { return }
    groups.replicas.meet(
      .share, chunk, on: &ranks, ready: received, bytes: bytes.map { $0.shared - $0.held },
      constants.collectiveSeconds, constants.allGatherBytesPerSecond)
    for rank in ranks.indices {
      let span = ranks[rank].spans[ranks[rank].spans.count - 1]
      ranks[rank].allocate(bytes[rank].shared, at: span.arrival)
      ranks[rank].allocate(-bytes[rank].held, at: span.end)
    }
    self.received[chunk] = ranks.map(\.communicationEnd)
  }

  private func exchange(
    _ work: VirtualSpan.Work, _ chunk: Int, on ranks: inout [VirtualRank], _ bytes: [Bytes],
    ready: [Double]
  ) {
    groups.shards.meet(
      work, chunk, on: &ranks, ready: ready, bytes: bytes.map(\.travelling),
      constants.collectiveSeconds, constants.allToAllBytesPerSecond)
  }

  // MARK: - Computation

  private mutating func resolveNext(on ranks: inout [VirtualRank]) {
    switch waiting.removeFirst() {
    case .compute(let chunk):
      guard let bytes = bytes[chunk], let gathered = gathered.removeValue(forKey: chunk) else {
        return
      }
      computed[chunk] = ranks.indices.map { rank in
        let own = bytes[rank]
        let span = ranks[rank].compute(
          chunk, seconds: own.seconds, after: gathered[rank], constants)
        // The matrices are rebuilt from what was received, which then goes.
        ranks[rank].allocate(own.owned, at: span.start)
        ranks[rank].allocate(own.scratch, at: span.start)
        ranks[rank].allocate(-own.owned, at: span.start)
        ranks[rank].allocate(-own.scratch, at: span.end)
        return span.end
      }
    case .update(let chunk):
      guard let bytes = bytes.removeValue(forKey: chunk),
        let received = received.removeValue(forKey: chunk)
      else { return }
      let isShared = groups.replicas.memberCount > 1
      for rank in ranks.indices {
        ranks[rank].update(chunk, after: received[rank])
        ranks[rank].allocate(
          -(isShared ? bytes[rank].shared : bytes[rank].held), at: ranks[rank].computeEnd)
      }
    }
  }

  // MARK: - Sizes

  private func bytes(ofChunk chunk: Int) -> [Bytes] {
    var owned: [Int: [Int]] = [:]
    for matrix in plan.chunks[chunk].matrices {
      owned[plan.owners[matrix], default: []].append(matrix)
    }
    return places.indices.map { rank in
      let exchange = plan.exchange(of: rank, chunk: chunk)
      let own = plan.mesh.place(of: rank, along: plan.shardAxes)
      let size = constants.bytesPerElement
      var bytes = Bytes()
      bytes.held = exchange.held.count * size
      bytes.heldByItself = exchange.held.counts[own] * size
      bytes.owned = exchange.owned.count * size
      bytes.shared = exchange.shared.count * size
      for matrix in owned[places[rank]] ?? [] {
        let (rows, columns) = (plan.slices[matrix].shape[0], plan.slices[matrix].shape[1])
        bytes.scratch = max(bytes.scratch, constants.scratchBytes(rows: rows, columns: columns))
        bytes.seconds += constants.orthogonalizationSeconds(rows: rows, columns: columns)
      }
      return bytes
    }
  }
}
