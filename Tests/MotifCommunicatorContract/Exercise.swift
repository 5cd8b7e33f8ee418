import MotifCore
import MotifDistributed

/// One collective with samples from every rank, and what has to come of it.
struct Exercise: Sendable {
  let name: String
  /// Starts it; `salt` makes the samples of one call differ from those of another.
  let start: @Sendable (any Communicator, _ salt: Int) -> Started

  /// A collective in flight and its check, to be called after the wait.
  struct Started {
    let pending: PendingCollective
    let verify: () throws -> Void
  }

  private static let site = CallSite(fileID: "Contract/Exercise", line: 1)

  /// Uneven, empty, lone and larger parts for each of `ranks`.
  private static func partitions(_ ranks: Int) -> [[Int]] {
    [
      (0..<ranks).map { $0 * 3 % 5 }, Array(repeating: 0, count: ranks),
      (0..<ranks).map { $0 == ranks / 2 ? 7 : 0 }, (0..<ranks).map { 90 + 31 * $0 },
    ]
  }

  /// All operations with all types and counts of elements.
  static func all(ranks: Int) -> [Exercise] {
    let copies = ScalarType.allCases.flatMap { type in
      (0..<ranks).map { broadcast(type, 5 * $0, root: $0) }
        + partitions(ranks).map { allGather(type, $0, inPlace: type.byteCount == 2) }
        + [0, 1, 2].map { allToAllV(type, $0) }
    }
    // Many more elements than are summed at a time.
    let long = [
      allReduce(Float.self, .sum, 5000), allReduce(BFloat16Bits.self, .max, 4500),
      reduceScatter(
        BFloat16Bits.self, .sum, (0..<ranks).map { $0 == 1 ? 3000 : 7 }, inPlace: true),
    ]
    return [barrier] + copies + reductions(Float.self, ranks) + reductions(Double.self, ranks)
      + reductions(BFloat16Bits.self, ranks) + reductions(Int.self, ranks) + long
  }

  /// Every fourth of all, beginning somewhere.
  static func some(ranks: Int, from start: Int) -> [Exercise] {
    let all = all(ranks: ranks)
    return stride(from: start, to: all.count, by: 4).map { all[$0] }
  }

  private static func reductions<Element: SampleElement>(
    _ element: Element.Type, _ ranks: Int
  ) -> [Exercise] {
    ReduceOperation.allCases.flatMap { operation in
      [0, 1, 2, 5, 33, 120].map { allReduce(element, operation, $0) }
        + partitions(ranks).flatMap { counts in
          [false, true].map { reduceScatter(element, operation, counts, inPlace: $0) }
        }
    }
  }

  private static let barrier = Exercise(name: "barrier") { communicator, _ in
    Started(pending: communicator.start(.barrier, at: site)) {}
  }

  /// Bytes that tell from which rank and place they come.
  private static func bytes(_ rank: Int, _ count: Int, _ salt: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: rank &* 59 &+ $0 &* 7 &+ $0 >> 8 &+ salt &* 13) }
  }

  private static func broadcast(_ type: ScalarType, _ count: Int, root: Int) -> Exercise {
    Exercise(name: "broadcast of \(count) \(type) from \(root)") { communicator, salt in
      let size = count * type.byteCount
      let block = Block(bytes(communicator.rank, size, salt))
      return Started(
        pending: communicator.start(.broadcast(block.bytes, type, root: root), at: site)
      ) {
        try require(block.content == bytes(root, size, salt), "broadcast")
        try block.requireRim()
      }
    }
  }

  private static func allGather(_ type: ScalarType, _ counts: [Int], inPlace: Bool) -> Exercise {
    Exercise(name: "allGather of \(counts) \(type)") { communicator, salt in
      let (rank, size) = (communicator.rank, type.byteCount)
      let start = counts[..<rank].reduce(0, +)
      let own = bytes(rank, counts[rank] * size, salt)
      let send = Block(own)
      let receive = Block([UInt8](repeating: 0, count: counts.reduce(0, +) * size))
      let part = receive.part(start..<start + counts[rank], size)
      if inPlace { part.copyBytes(from: own) }
      return Started(
        pending: communicator.start(
          .allGather(
            UnsafeRawBufferPointer(inPlace ? part : send.bytes), receive.bytes, counts: counts,
            type),
          at: site)
      ) {
        let expected = counts.indices.flatMap { bytes($0, counts[$0] * size, salt) }
        try require(receive.content == expected && send.content == own, "allGather")
        try receive.requireRim()
      }
    }
  }

  private static func allToAllV(_ type: ScalarType, _ pattern: Int) -> Exercise {
    /// Elements from one rank to another: small and uneven, none but to the neighbour, or large.
    @Sendable func count(_ sender: Int, _ receiver: Int) -> Int {
      [(sender * 2 + receiver) % 4, receiver == sender + 1 ? 3 : 0, 300 + 7 * sender + receiver][
        pattern]
    }
    return Exercise(name: "allToAllV of \(type), pattern \(pattern)") { communicator, salt in
      let (rank, size, ranks) = (communicator.rank, type.byteCount, 0..<communicator.size)
      func part(_ sender: Int, _ receiver: Int) -> [UInt8] {
        bytes(sender * 16 + receiver, count(sender, receiver) * size, salt)
      }
      let sent = ranks.flatMap { part(rank, $0) }
      let expected = ranks.flatMap { part($0, rank) }
      let send = Block(sent)
      let receive = Block([UInt8](repeating: 0, count: expected.count))
      return Started(
        pending: communicator.start(
          .allToAllV(
            UnsafeRawBufferPointer(send.bytes), sendCounts: ranks.map { count(rank, $0) },
            receive.bytes, receiveCounts: ranks.map { count($0, rank) }, type),
          at: site)
      ) {
        try require(receive.content == expected && send.content == sent, "allToAllV")
        try receive.requireRim()
      }
    }
  }

  private static func allReduce<Element: SampleElement>(
    _ element: Element.Type, _ operation: ReduceOperation, _ count: Int
  ) -> Exercise {
    let name = "allReduce(\(operation)) of \(count) \(Element.scalarType)"
    return Exercise(name: name) { communicator, salt in
      let block = Block(samples(element, communicator.rank, count, salt))
      return Started(
        pending: communicator.start(
          .allReduce(block.bytes, Element.scalarType, operation), at: site)
      ) {
        let expected = Element.reduction(
          operation, ranks: communicator.size, count: count, salt: salt)
        try requireSame(block.elements(element), expected, name)
        try block.requireRim()
      }
    }
  }

  private static func reduceScatter<Element: SampleElement>(
    _ element: Element.Type, _ operation: ReduceOperation, _ counts: [Int], inPlace: Bool
  ) -> Exercise {
    let name = "reduceScatter(\(operation)) of \(counts) \(Element.scalarType)"
    return Exercise(name: name) { communicator, salt in
      let (rank, total) = (communicator.rank, counts.reduce(0, +))
      let start = counts[..<rank].reduce(0, +)
      let range = start..<start + counts[rank]
      let own = samples(element, rank, total, salt)
      let send = Block(own)
      let receive = Block(Array(own[range]))
      let target = inPlace ? send.part(range, Element.scalarType.byteCount) : receive.bytes
      return Started(
        pending: communicator.start(
          .reduceScatter(
            UnsafeRawBufferPointer(send.bytes), target, counts: counts, Element.scalarType,
            operation),
          at: site)
      ) {
        let all = Element.reduction(
          operation, ranks: communicator.size, count: total, salt: salt)
        try requireSame(Array(target.bindMemory(to: element)), Array(all[range]), name)
        if !inPlace { try requireSame(send.elements(element), own, "\(name), sent") }
        try send.requireRim()
        try receive.requireRim()
      }
    }
  }

  private static func samples<Element: SampleElement>(
    _ element: Element.Type, _ rank: Int, _ count: Int, _ salt: Int
  ) -> [Element] {
    (0..<count).map { element.sample(rank: rank, index: $0, salt: salt) }
  }

  private static func requireSame<Element: SampleElement>(
    _ found: [Element], _ expected: [Element], _ name: String
  ) throws {
    let odd = zip(found, expected).enumerated().first { !Element.isSame($1.0, $1.1) }
    try require(
      found.count == expected.count && odd == nil,
      "\(name): at \(odd?.offset ?? -1) \(odd?.element.0 as Any), not \(odd?.element.1 as Any)")
  }
}
