import MotifDistributed
import MotifTensor
import Testing

/// Figures that are one for all ranks.
@Suite("Figures of a group", .timeLimit(.minutes(1))) struct TensorGroupTests {
  @Test("sums, maxima and flags are over all ranks", arguments: [1, 2, 3, 4])
  func figures(ranks: Int) throws {
    let found = try ThreadWorld(size: ranks).run { world -> ([Float], [Int], Double, [Bool]) in
      let group = TensorGroup(world)
      let rank = world.rank
      let largest = group.maximum([Float(rank), Float(-rank), rank == ranks - 1 ? 7 : -7])
      let sums = group.sum([rank, 1, Int.max / ranks])
      let flags = [group.any(rank == ranks - 1), group.any(false)]
      let sum = group.sum(Double(rank) + 0.5)
      try group.check()
      return (largest, sums, sum, flags)
    }
    let triangle = ranks * (ranks - 1) / 2
    for (largest, sums, sum, flags) in found {
      #expect(largest == [Float(ranks - 1), 0, 7])
      #expect(sums == [triangle, ranks, ranks * (Int.max / ranks)])
      #expect(sum == Double(triangle) + 0.5 * Double(ranks))
      #expect(flags == [true, false])
    }
  }

  @Test("a NaN of any rank is the maximum") func notANumber() throws {
    let found = try ThreadWorld(size: 3).run { world in
      TensorGroup(world).maximum([world.rank == 1 ? .nan : 1])
    }
    #expect(found.allSatisfy { $0[0].isNaN })
  }
}
