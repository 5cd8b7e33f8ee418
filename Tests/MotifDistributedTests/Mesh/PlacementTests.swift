import MotifDistributed
import Testing

/// How a dimension is cut.
@Suite struct PlacementTests {
  private func pieces(_ count: Int, _ pieces: Int) -> [Range<Int>] {
    (0..<pieces).map { Placement.piece($0, of: 0..<count, pieces: pieces) }
  }

  @Test func lastPiecesAreShortOrEmpty() {
    #expect(pieces(12, 4) == [0..<3, 3..<6, 6..<9, 9..<12])
    #expect(pieces(10, 4) == [0..<3, 3..<6, 6..<9, 9..<10])
    // Not as even as can be: the rule gives ⌈9/4⌉ = 3 as long as there are any.
    #expect(pieces(9, 4) == [0..<3, 3..<6, 6..<9, 9..<9])
    #expect(pieces(5, 4) == [0..<2, 2..<4, 4..<5, 5..<5])
    #expect(pieces(2, 5) == [0..<1, 1..<2, 2..<2, 2..<2, 2..<2])
    #expect(pieces(0, 3) == [0..<0, 0..<0, 0..<0])
    #expect(pieces(7, 1) == [0..<7])
  }

  @Test func piecesCoverARangeOnce() {
    for count in 0...40 {
      for number in 1...12 {
        let ranges = (0..<number).map {
          Placement.piece($0, of: 100..<100 + count, pieces: number)
        }
        #expect(ranges.flatMap { Array($0) } == Array(100..<100 + count))
        #expect(ranges.allSatisfy { $0.count <= (count + number - 1) / number })
        // Empty ones lie where the others ended.
        #expect(ranges.allSatisfy { !$0.isEmpty || $0.lowerBound == 100 + count })
      }
    }
  }

  @Test func axesCutFromLeftToRightAndStridedOnesInside() {
    let mesh = Mesh(dpReplicate: 2, dpShard: 2, tp: 3)
    func rows(_ placements: Placements) -> [Range<Int>] {
      let slices = ShardSlices(shape: [24], placements: placements, on: mesh)
      return (0..<mesh.size).map {
        let slice = slices.slice(of: $0)
        return slice.start[0]..<slice.start[0] + slice.extent[0]
      }
    }
    // Plain shards: rank order is the order of the rows.
    let plain = rows(Placements(dpReplicate: .shard(0), dpShard: .shard(0), tp: .shard(0)))
    #expect(plain == (0..<12).map { 2 * $0..<2 * $0 + 2 })
    // Tensor parallelism first, FSDP inside, then replicas inside of both.
    let strided = rows(
      Placements(
        dpReplicate: .stridedShard(0, split: 6), dpShard: .stridedShard(0, split: 3), tp: .shard(0))
    )
    for rank in 0..<mesh.size {
      let at = mesh.coordinates(of: rank)
      let start = at.tp * 8 + at.dpShard * 4 + at.dpReplicate * 2
      #expect(strided[rank] == start..<start + 2)
    }
    // The plain shard of an axis to the left stays outside.
    let mixed = rows(
      Placements(dpReplicate: .shard(0), dpShard: .stridedShard(0, split: 3), tp: .shard(0)))
    for rank in 0..<mesh.size {
      let at = mesh.coordinates(of: rank)
      let start = at.dpReplicate * 12 + at.tp * 4 + at.dpShard * 2
      #expect(mixed[rank] == start..<start + 2)
    }
  }

  @Test func shardingInsideTensorParallelism() {
    let mesh = Mesh(dpReplicate: 2, dpShard: 4, tp: 3)
    #expect(
      Placements(sharding: 0, inside: .shard(0), on: mesh)
        == Placements(dpShard: .stridedShard(0, split: 3), tp: .shard(0)))
    #expect(
      Placements(sharding: 0, inside: .shard(1), on: mesh)
        == Placements(dpShard: .shard(0), tp: .shard(1)))
    #expect(
      Placements(sharding: 0, inside: .replicate, on: mesh) == Placements(dpShard: .shard(0)))
    #expect(
      Placements(sharding: 0, inside: .shard(0), on: Mesh(dpShard: 4))
        == Placements(dpShard: .shard(0), tp: .shard(0)))
    #expect(Placements()[.tp] == .replicate && Placements(tp: .shard(2))[.tp].dimension == 2)
    #expect(Placement.stridedShard(1, split: 4).dimension == 1)
    #expect(Placement.replicate.dimension == nil)
  }
}
