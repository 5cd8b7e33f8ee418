internal import MotifCore
internal import MotifDistributed
internal import MotifTensor

/// Muon in which each matrix has one owner, chunk by chunk.
///
/// For every chunk, in the order of ``MotifDistributed/ChunkSchedule``:
///
/// 1. gather: an all-to-all takes the shards of U to the owners;
/// 2. compute: an owner rebuilds each matrix, orthogonalises it and writes O where U had come;
/// 3. scatter: an all-to-all takes the shards of O back, from that very buffer;
/// 4. update: where replicas shared the work, an all-gather over them gives each rank all its shards.
///
/// What is in flight is polled between two matrices. With one rank all of it is copies. A rank has in
/// memory the matrices of `warmup + 1` chunks that it owns, in the format in which they travel, and one
/// of them in float32. Source: arXiv 2511.07464, section 4.
final class PipelinedMuon: MuonExchange {
  /// The groups of a rank that a plan communicates in.
  struct Groups {
    /// Along the plan's shard axes.
    let shards: any Communicator
    /// Along its replica axes.
    let replicas: any Communicator
  }

  private let ownership: ModelSharding.Ownership
  private let groups: Groups
  private let rank: Int
  private let method: Orthogonalization
  private let format: ExchangeBuffer.Format
  private let meter: LiveBytes
  private let schedule: ChunkSchedule
  private let exchanges: [ChunkExchange]
  private var flight = Flight()

  /// What is on its way, and what has come.
  private struct Flight {
    var gathers: [Int: PendingExchange] = [:]
    /// U, then O of the matrices that this rank owns.
    var owned: [Int: ExchangeBuffer] = [:]
    var scatters: [Int: PendingExchange] = [:]
    var share: (chunk: Int, pending: PendingExchange)?
    var results: [MuonResult] = []

    func poll() {
      for pending in gathers.values { pending.poll() }
      for pending in scatters.values { pending.poll() }
      share?.pending.poll()
    }
  }

  /// - Parameters:
  ///   - rank: this rank's number in the mesh.
  ///   - warmup: how many chunks are gathered and computed ahead.
  init(
    _ ownership: ModelSharding.Ownership, groups: Groups, rank: Int, warmup: Int,
    method: Orthogonalization, format: ExchangeBuffer.Format, meter: LiveBytes
  ) {
    self.ownership = ownership
    self.groups = groups
    self.rank = rank
    self.method = method
    self.format = format
    self.meter = meter
    let plan = ownership.plan
    schedule = ChunkSchedule(chunks: plan.chunks.count, warmup: warmup)
    exchanges = plan.chunks.indices.map { plan.exchange(of: rank, chunk: $0) }
  }

  func directions(
    _ update: (_ parameter: Int) -> Tensor
  ) throws(CommunicatorError) -> [MuonResult] {
    // Also after an error: what is dropped ends the group, and its memory is free.
    defer {
      flight = Flight()
      VirtualProgram.current?.phase = ""
    }
    for event in schedule.events {
      VirtualProgram.current?.phase = "\(event)"
      try Trace.phase("\(event)") { () throws(CommunicatorError) in
        switch event {
        case .gather(let chunk): gather(chunk, update)
        case .compute(let chunk): try compute(chunk)
        case .scatter(let chunk): scatter(chunk)
        case .update(let chunk): try receive(chunk)
        }
      }
    }
    try finishShare()
    return flight.results
  }

  // MARK: - The four events

  private func gather(_ chunk: Int, _ update: (_ parameter: Int) -> Tensor) {
    let exchange = exchanges[chunk]
    let send = buffer(exchange.held.count)
    let places = Dictionary(
      uniqueKeysWithValues: exchange.held.parts.map { ($0.matrix, $0.offset) })
    for matrix in ownership.plan.chunks[chunk].matrices {
      let shard = update(ownership.parameters[matrix])
      // A matrix whose owner is in another replica travels from there.
      if let offset = places[matrix] { send.write(shard, at: offset) }
    }
    Trace.ended("Muon momentum")
    // Gradients are there before the step begins.
    send.readyAfter = 0
    flight.gathers[chunk] = groups.shards.startAllToAllV(
      send, sendCounts: exchange.held.counts, buffer(exchange.owned.count),
      receiveCounts: exchange.owned.counts)
  }

  private func compute(_ chunk: Int) throws(CommunicatorError) {
    let buffer = try flight.gathers[chunk]?.wait()
    flight.gathers[chunk] = nil
    Trace.ended("wait for gather")
    guard let buffer else { return }
    flight.owned[chunk] = buffer
    orthogonalize(
      GatheredMatrix.owned(exchanges[chunk], by: rank, in: ownership.plan), in: buffer)
  }

  private func scatter(_ chunk: Int) {
    guard let owned = flight.owned.removeValue(forKey: chunk) else { return }
    let exchange = exchanges[chunk]
    flight.scatters[chunk] = groups.shards.startAllToAllV(
      owned, sendCounts: exchange.owned.counts, buffer(exchange.held.count),
      receiveCounts: exchange.held.counts)
  }

  private func receive(_ chunk: Int) throws(CommunicatorError) {
    let held = try flight.scatters[chunk]?.wait()
    flight.scatters[chunk] = nil
    Trace.ended("wait for scatter")
    guard let held else { return }
    let exchange = exchanges[chunk]
    if groups.replicas.size == 1 {
      keep(exchange.held.parts, of: held)
    } else {
      try finishShare()
      let pending = groups.replicas.startAllGather(
        held, buffer(exchange.shared.count), counts: exchange.shared.counts)
      flight.share = (chunk, pending)
    }
  }

  private func finishShare() throws(CommunicatorError) {
    guard let (chunk, pending) = flight.share.take() else { return }
    keep(exchanges[chunk].shared.parts, of: try pending.wait())
    Trace.ended("wait for replicas")
  }

  private func keep(_ parts: [ChunkExchange.Part], of buffer: ExchangeBuffer) {
    // What is kept until all chunks have come is no memory of the pipeline.
    buffer.leaveMeter()
    flight.results += parts.map { part in
      MuonResult(
        parameter: ownership.parameters[part.matrix], buffer: buffer, offset: part.offset,
        shape: Shape(ownership.plan.slices[part.matrix].slice(of: rank).extent))
    }
  }

  /// Replaces U by O, matrix by matrix, in the order of the chunk.
  private func orthogonalize(_ matrices: [GatheredMatrix], in buffer: ExchangeBuffer) {
    let bytes = GatheredMatrix.peakBytes(of: matrices)
    meter.add(bytes)
    for matrix in matrices { matrix.note() }
    // What is computed for later chunks meanwhile does not hold the results back.
    buffer.readyAfter = VirtualProgram.current?.queued
    ComputeThreads.forEach(ofSizes: matrices.map(\.shape.count), between: flight.poll) {
      matrices[$0].orthogonalize(in: buffer, method)
      Trace.ended("Newton–Schulz")
    }
    flight.poll()
    meter.add(-bytes)
  }

  private func buffer(_ count: Int) -> ExchangeBuffer {
    ExchangeBuffer(count: count, format, countedBy: meter)
  }
}
