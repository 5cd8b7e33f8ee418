import MotifDistributed
import Testing

/// Where a contract test runs: the lone communicator, or threads.
enum World: Sendable, CaseIterable, CustomTestStringConvertible {
  case solo
  case threads1, threads2, threads3, threads4, threads7

  var size: Int {
    switch self {
    case .solo, .threads1: 1
    case .threads2: 2
    case .threads3: 3
    case .threads4: 4
    case .threads7: 7
    }
  }

  var testDescription: String { "\(self)" }

  func run<Value: Sendable>(
    _ body: @escaping @Sendable (any Communicator) throws -> Value
  ) throws -> [Value] {
    if self == .solo { return [try body(SoloCommunicator())] }
    return try ThreadWorld(size: size, deadline: 60).run(body)
  }
}

/// The laws of ``Communicator``, checked on every implementation.
@Suite struct CommunicatorContractTests {
  /// Numbers whose sum depends on the order of addition.
  private static func numbers(_ rank: Int, _ count: Int) -> [Float] {
    (0..<count).map { index in
      let sign: Float = (rank + index) % 2 == 0 ? 1 : -1
      return sign * Float(1 + (rank * 31 + index * 7) % 13) * [1e-3, 1, 3e4][(rank + index) % 3]
    }
  }

  private static func rankOrderedSum(_ size: Int, _ count: Int) -> [Float] {
    var sum = numbers(0, count)
    for rank in 1..<max(1, size) {
      for (index, value) in numbers(rank, count).enumerated() { sum[index] += value }
    }
    return sum
  }

  @Test(arguments: World.allCases)
  func ranksAreNumberedFromZero(world: World) throws {
    let seen = try world.run { [$0.rank, $0.size] }
    #expect(seen == (0..<world.size).map { [$0, world.size] })
  }

  @Test(arguments: World.allCases, [0, 1, 2, 5, 33, 5000])
  func allReduceSumsInRankOrder(world: World, count: Int) throws {
    let results = try world.run { communicator in
      var values = Self.numbers(communicator.rank, count)
      try communicator.allReduce(&values, .sum)
      return values
    }
    let expected = Self.rankOrderedSum(world.size, count)
    for result in results { #expect(result == expected) }
  }

  @Test(arguments: World.allCases)
  func allReduceMaxKeepsNaN(world: World) throws {
    let results = try world.run { communicator in
      var values = [Double(communicator.rank), -Double(communicator.rank), 0]
      if communicator.rank == communicator.size / 2 { values[2] = .nan }
      try communicator.allReduce(&values, .max)
      return values
    }
    for result in results {
      #expect(result[0] == Double(world.size - 1) && result[1] == 0 && result[2].isNaN)
    }
  }

  @Test(arguments: World.allCases)
  func reduceScatterThenAllGatherIsAllReduce(world: World) throws {
    // Uneven parts, some of them empty.
    let counts = (0..<world.size).map { $0 * 3 % 5 }
    let total = counts.reduce(0, +)
    let results = try world.run { communicator in
      let values = Self.numbers(communicator.rank, total)
      var part = [Float](repeating: 0, count: counts[communicator.rank])
      try values.withUnsafeBufferPointer { send in
        try part.withUnsafeMutableBufferPointer { receive in
          try communicator.reduceScatter(send, receive, counts: counts, .sum)
        }
      }
      return try communicator.allGather(part)
    }
    for result in results { #expect(result == Self.rankOrderedSum(world.size, total)) }
  }

  @Test(arguments: World.allCases)
  func allGatherLaysContributionsInRankOrder(world: World) throws {
    let results = try world.run { communicator in
      try communicator.allGather(
        [UInt16](repeating: UInt16(communicator.rank), count: communicator.rank + 1))
    }
    let expected = (0..<world.size).flatMap { [UInt16](repeating: UInt16($0), count: $0 + 1) }
    for result in results { #expect(result == expected) }
  }

  @Test(arguments: World.allCases)
  func broadcastGivesEveryoneTheRootsBuffer(world: World) throws {
    for root in 0..<world.size {
      let results = try world.run { communicator in
        var values = [communicator.rank, -communicator.rank]
        try communicator.broadcast(&values, root: root)
        return values
      }
      for result in results { #expect(result == [root, -root]) }
    }
  }

  @Test(arguments: World.allCases)
  func allToAllVAndBackIsTheIdentity(world: World) throws {
    let size = world.size
    @Sendable func count(_ sender: Int, _ receiver: Int) -> Int { (sender * 2 + receiver) % 4 }
    try #expect(
      world.run { communicator in
        let rank = communicator.rank
        let sending = (0..<size).map { count(rank, $0) }
        let receiving = (0..<size).map { count($0, rank) }
        let sent = (0..<size).flatMap { receiver in
          (0..<sending[receiver]).map { Int32(rank * 10_000 + receiver * 100 + $0) }
        }
        func exchange(_ values: [Int32], _ out: [Int], _ back: [Int]) throws -> [Int32] {
          var received = [Int32](repeating: -1, count: back.reduce(0, +))
          try values.withUnsafeBufferPointer { send in
            try received.withUnsafeMutableBufferPointer { receive in
              try communicator.allToAllV(
                send, sendCounts: out, receive, receiveCounts: back)
            }
          }
          return received
        }
        let received = try exchange(sent, sending, receiving)
        let expected = (0..<size).flatMap { sender in
          (0..<receiving[sender]).map { Int32(sender * 10_000 + rank * 100 + $0) }
        }
        return try received == expected && exchange(received, receiving, sending) == sent
      }.allSatisfy { $0 })
  }

  @Test(arguments: World.allCases)
  func splitOrdersByKeyAndThenByRank(world: World) throws {
    let size = world.size
    let results = try world.run { communicator -> [Int]? in
      let rank = communicator.rank
      let color = rank == size - 1 && size > 2 ? nil : rank % 2
      // Descending keys, equal in pairs.
      guard let part = try communicator.split(color: color, key: -(rank / 4)) else { return nil }
      for _ in 0...rank % 2 { try part.barrier() }
      return [part.rank, part.size] + (try part.allGather([rank]))
    }
    for (rank, result) in results.enumerated() {
      if rank == size - 1 && size > 2 {
        #expect(result == nil)
        continue
      }
      let peers = (0..<size).filter { $0 % 2 == rank % 2 && ($0 != size - 1 || size <= 2) }
        .sorted { (-($0 / 4), $0) < (-($1 / 4), $1) }
      #expect(result == [peers.firstIndex(of: rank) ?? -1, peers.count] + peers)
    }
  }

  @Test(arguments: World.allCases)
  func manyCallsInARowStayInStep(world: World) throws {
    let results = try world.run { communicator in
      var values: [Float] = [Float(communicator.rank), 1]
      for _ in 0..<200 {
        try communicator.allReduce(&values, .max)
        values[0] += 1
        try communicator.barrier()
      }
      return values
    }
    for result in results { #expect(result == [Float(world.size - 1) + 200, 1]) }
  }
}
