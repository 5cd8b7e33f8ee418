internal import MotifCore

/// Which calls of MPI carry out a collective of one rank in one group.
///
/// Every call moves at most ``limit`` elements to a rank, so large collectives take several rounds;
/// their number follows from what all ranks have told each other. A rank's own part is copied, which
/// MPI would do more slowly.
struct MPIPlan {
  let session: MPISession
  let group: MPIFunctions.Handle
  let rank: Int
  let size: Int
  let collective: Collective
  /// Elements to a rank in one call.
  let limit: Int

  /// Bytes from each rank that are reduced at a time: they and the sum stay in the cache.
  private static let reductionBytes = 4 << 20
  /// Bytes up to which every rank gets all contributions and adds them itself, in one call.
  private static let smallBytes = 32 << 10

  init(
    _ session: MPISession, _ group: MPIFunctions.Handle, rank: Int, size: Int,
    _ collective: Collective, bytesPerCall: Int
  ) {
    self.session = session
    self.group = group
    self.rank = rank
    self.size = size
    self.collective = collective
    limit = min(max(bytesPerCall / collective.type.byteCount, 1), Int(CInt.max))
  }

  /// The most elements that a buffer of one collective may have.
  static let mostElements = Int(CInt.max)

  private var mpi: MPIFunctions { session.library.functions }
  private var constants: MPIConstants { session.library.constants }
  private var elementSize: Int { collective.type.byteCount }
  private var type: MPIFunctions.Handle { constants.type(byteCount: elementSize) }

  /// The steps; `calls` are those of all ranks, of which only the counts are told.
  func steps(_ calls: [PostedCollective]) -> [MPITransfer.Step] {
    switch collective.operation {
    case .barrier: []
    case .broadcast(let root): broadcast(root)
    case .allGather, .split:
      [copyOwn(collective.send, to: collective.receive, collective.counts)]
        + gather(collective.receive, Self.parts(collective.counts))
    case .reduceScatter(let operation):
      reduce(
        operation, collective.send, Self.parts(collective.counts), into: collective.receive)
    case .allReduce(let operation): allReduce(operation)
    case .allToAllV: exchange(calls)
    }
  }

  /// Parts of these lengths without gaps.
  private static func parts(_ counts: [Int]) -> [Range<Int>] {
    var end = 0
    return counts.map { count in
      end += count
      return end - count..<end
    }
  }

  private func bytes(_ part: Range<Int>) -> Range<Int> {
    part.lowerBound * elementSize..<part.upperBound * elementSize
  }

  /// The elements of each part that are moved in round `round` of at most `limit`.
  private func cut(_ parts: [Range<Int>], _ round: Int, _ limit: Int) -> [Range<Int>] {
    parts.map { part in
      let start = min(part.lowerBound + round * limit, part.upperBound)
      return start..<min(start + limit, part.upperBound)
    }
  }

  private func rounds(_ longest: Int, _ limit: Int) -> Range<Int> {
    0..<(longest + limit - 1) / limit
  }

  private func broadcast(_ root: Int) -> [MPITransfer.Step] {
    let whole = 0..<collective.counts[0]
    return rounds(whole.count, limit).map { round in
      let part = cut([whole], round, limit)[0]
      return .exchange { [self] request in
        mpi.broadcast(
          collective.receive.baseAddress.map { $0 + part.lowerBound * elementSize },
          CInt(part.count), type, CInt(root), group, request)
      }
    }
  }

  /// Gathers the parts in place.
  private func gather(
    _ buffer: UnsafeMutableRawBufferPointer, _ parts: [Range<Int>]
  ) -> [MPITransfer.Step] {
    rounds(parts.map(\.count).max() ?? 0, limit).map { round in
      let table = MPIParts(cut(parts, round, limit))
      return .exchange { [self] request in
        mpi.allGather(
          constants.inPlace, 0, type, buffer.baseAddress, table.counts, table.places, type, group,
          request)
      }
    }
  }

  private func copyOwn(
    _ own: UnsafeRawBufferPointer, to buffer: UnsafeMutableRawBufferPointer, _ counts: [Int]
  ) -> MPITransfer.Step {
    .compute { [self] in
      let target = UnsafeMutableRawBufferPointer(
        rebasing: buffer[bytes(Self.parts(counts)[rank])])
      if own.baseAddress != UnsafeRawPointer(target.baseAddress) { target.copyMemory(from: own) }
    }
  }

  private func exchange(_ calls: [PostedCollective]) -> [MPITransfer.Step] {
    let sent = Self.parts(collective.counts)
    let received = Self.parts(collective.receiveCounts)
    let longest = calls.enumerated().map { sender, call in
      call.collective.counts.enumerated().map { $0 == sender ? 0 : $1 }.max() ?? 0
    }
    let copy = MPITransfer.Step.compute { [self] in
      UnsafeMutableRawBufferPointer(rebasing: collective.receive[bytes(received[rank])])
        .copyMemory(
          from: UnsafeRawBufferPointer(rebasing: collective.send[bytes(sent[rank])]))
    }
    return [copy]
      + rounds(longest.max() ?? 0, limit).map { round in
        allToAll(
          collective.send, withoutOwn(cut(sent, round, limit)), collective.receive,
          withoutOwn(cut(received, round, limit)))
      }
  }

  private func withoutOwn(_ parts: [Range<Int>]) -> [Range<Int>] {
    parts.enumerated().map { $0 == rank ? 0..<0 : $1 }
  }

  private func allToAll(
    _ send: UnsafeRawBufferPointer, _ sent: [Range<Int>],
    _ receive: UnsafeMutableRawBufferPointer, _ received: [Range<Int>]
  ) -> MPITransfer.Step {
    let (sent, received) = (MPIParts(sent), MPIParts(received))
    return .exchange { [self] request in
      mpi.allToAll(
        UnsafeMutableRawPointer(mutating: send.baseAddress), sent.counts, sent.places, type,
        receive.baseAddress, received.counts, received.places, type, group, request)
    }
  }

  private func allReduce(_ operation: ReduceOperation) -> [MPITransfer.Step] {
    let (buffer, count) = (collective.receive, collective.counts[0])
    if count * elementSize * size <= Self.smallBytes { return allReduceSmall(operation) }
    let slices = (0..<size).map { Collective.slice($0, of: size, count) }
    let own = UnsafeMutableRawBufferPointer(rebasing: buffer[bytes(slices[rank])])
    return reduce(operation, UnsafeRawBufferPointer(buffer), slices, into: own)
      + gather(buffer, slices)
  }

  private func allReduceSmall(_ operation: ReduceOperation) -> [MPITransfer.Step] {
    let (buffer, count) = (collective.receive, collective.counts[0])
    if count == 0 { return [] }
    let all = MPIScratch(byteCount: count * elementSize * size)
    let counts = Array(repeating: count, count: size)
    let sources = Self.parts(counts).map {
      UnsafeRawBufferPointer(rebasing: all.bytes[bytes($0)])
    }
    return [copyOwn(UnsafeRawBufferPointer(buffer), to: all.bytes, counts)]
      + gather(all.bytes, Self.parts(counts)) + [combine(operation, sources, count, buffer, all)]
  }

  /// Reduces this rank's part of every rank's buffer, and lets it have theirs.
  private func reduce(
    _ operation: ReduceOperation, _ send: UnsafeRawBufferPointer, _ parts: [Range<Int>],
    into target: UnsafeMutableRawBufferPointer
  ) -> [MPITransfer.Step] {
    let limit = min(limit, Self.reductionBytes / elementSize)
    let scratch = MPIScratch(byteCount: size * min(parts[rank].count, limit) * elementSize)
    return rounds(parts.map(\.count).max() ?? 0, limit).flatMap { round -> [MPITransfer.Step] in
      let sent = cut(parts, round, limit)
      let own = sent[rank]
      let received = Self.parts(Array(repeating: own.count, count: size))
      let sources = received.enumerated().map { sender, part in
        sender == rank
          ? UnsafeRawBufferPointer(rebasing: send[bytes(own)])
          : UnsafeRawBufferPointer(rebasing: scratch.bytes[bytes(part)])
      }
      let start = own.lowerBound - parts[rank].lowerBound
      let sum = UnsafeMutableRawBufferPointer(
        rebasing: target[bytes(start..<start + own.count)])
      return [
        allToAll(send, withoutOwn(sent), scratch.bytes, withoutOwn(received)),
        combine(operation, sources, own.count, sum, scratch),
      ]
    }
  }

  private func combine(
    _ operation: ReduceOperation, _ sources: [UnsafeRawBufferPointer], _ count: Int,
    _ target: UnsafeMutableRawBufferPointer, _ scratch: MPIScratch
  ) -> MPITransfer.Step {
    .compute { [self] in
      withExtendedLifetime(scratch) {
        guard count > 0, let base = target.baseAddress else { return }
        Reduction.apply(operation, collective.type, sources, range: 0..<count, into: base)
      }
    }
  }
}
