import MotifCore
import MotifDistributed
import Testing

@Suite struct VirtualTimeWorldTests {
  /// Bytes over 10 bytes a second, one second each, for every kind of collective.
  @Test func everyCollectiveHasItsTime() throws {
    func seconds(
      _ size: Int, _ body: @escaping @Sendable (any Communicator) throws -> Void
    ) throws -> Double {
      try VirtualTimeWorld(size: size, VirtualClockTests.constants).run(body).timeline.seconds
    }
    #expect(try seconds(2) { try $0.barrier() } == 1)
    #expect(try seconds(1) { try $0.barrier() } == 0)
    // 8 numbers of 4 bytes: an all-reduce moves half of them twice.
    #expect(
      try seconds(2) {
        var numbers = [Float](repeating: 1, count: 8)
        try $0.allReduce(&numbers, .sum)
      } == 1 + 3.2)
    // Each pair is a group of its own, and the pairs go side by side.
    #expect(
      try seconds(4) { world in
        let part = try world.split(color: world.rank / 2, key: 0)
        try part?.barrier()
      } == 1)
  }

  @Test func aWorldWithoutNumbersLeavesBuffersAsTheyAre() throws {
    let run = try VirtualTimeWorld(size: 3, .h200, hasNumbers: false).run { world in
      var numbers = [Float(world.rank)]
      try world.allReduce(&numbers, .sum)
      // Groups are formed all the same.
      let part = try world.split(color: 0, key: -world.rank)
      return (numbers[0], part?.rank)
    }
    #expect(run.results.map(\.0) == [0, 1, 2])
    #expect(run.results.map(\.1) == [2, 1, 0])
    #expect(run.timeline.seconds > 0)
  }

  @Test func buffersThatAreNotThereTakeTime() throws {
    let run = try VirtualTimeWorld(size: 2, .h200, hasNumbers: false).run { world in
      let bytes = UnsafeMutableRawBufferPointer.withoutNumbers(count: 550_000_000)
      try world.perform(.allReduce(bytes, .float32, .sum), at: CallSite())
    }
    #expect(abs(run.timeline.seconds - (70e-6 + 2e-3)) < 1e-12)
  }

  @Test func theSameTimesEveryTime() throws {
    let timelines = try (0..<5).map { _ in
      try VirtualTimeWorld(size: 4, .h200).run { world in
        for step in 0..<6 {
          VirtualProgram.current?.orthogonalize(rows: 100 * (world.rank + 1), columns: 300 + step)
          try world.barrier()
        }
      }.timeline
    }
    for timeline in timelines { #expect(timeline == timelines[0]) }
    #expect(timelines[0].seconds > 0)
  }

  @Test func outsideThereIsNoVirtualRank() { #expect(VirtualProgram.current == nil) }
}
