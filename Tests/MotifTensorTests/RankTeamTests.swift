import MotifDistributed
import MotifTensor
import Testing

@Suite("Teams of ranks", .timeLimit(.minutes(1))) struct RankTeamTests {
  @Test("ranks divide the threads, the first ones get the remainder, each at least one")
  func shares() {
    func shares(_ total: Int, _ ranks: Int) -> [Int] {
      (0..<ranks).map { ComputeThreads.share(of: $0, of: ranks, total: total) }
    }
    #expect(shares(8, 4) == [2, 2, 2, 2])
    #expect(shares(11, 4) == [3, 3, 3, 2])
    #expect(shares(2, 4) == [1, 1, 1, 1])
    #expect(shares(5, 1) == [5])
  }

  /// Values and gradients of a product, summed over the ranks.
  private static func work(_ communicator: any Communicator) throws -> [Float] {
    func matrix(_ rows: Int, _ columns: Int, _ seed: Int) -> Tensor {
      Tensor(
        (0..<rows * columns).map { Float(($0 * 37 + seed * 101) % 199 - 99) / 64 },
        shape: [rows, columns])
    }
    var result: [Float] = []
    for round in 0..<3 {
      let x = matrix(97, 130, round).tracked()
      let w = matrix(150, 130, communicator.rank + 1).tracked()
      let gradients = x.linear(w).sum().backward()
      for leaf in [x, w] { result += gradients[leaf]?.values ?? [] }
      try communicator.allReduce(&result, .sum)
    }
    return result
  }

  @Test("ranks with teams give the bits of ranks without", arguments: [1, 2, 5, 8])
  func sameBits(total: Int) throws {
    let expected = try ThreadWorld(size: 4).run { communicator in
      try ComputeThreads.withTeam(threads: 1) { try Self.work(communicator) }
    }
    let found = try ThreadWorld(size: 4).run { communicator in
      let threads = ComputeThreads.share(
        of: communicator.rank, of: communicator.size, total: total)
      let result = try ComputeThreads.withTeam(threads: threads) {
        try Self.work(communicator) + [Float(ComputeThreads.count)]
      }
      return (Int(result.last ?? 0) == threads, result.dropLast().map(\.bitPattern))
    }
    #expect(expected[0].count > 1000)
    #expect(found.map(\.1) == expected.map { $0.map(\.bitPattern) })
    #expect(found.allSatisfy { $0.0 })
  }
}
