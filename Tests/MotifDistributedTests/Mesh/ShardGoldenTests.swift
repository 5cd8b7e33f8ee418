import MotifDistributed
import MotifTestSupport
import Testing

/// Who holds what, against tables of an independent program.
@Suite struct ShardGoldenTests {
  private struct Row: Decodable {
    struct Rank: Decodable {
      let rank: Int
      let coordinates: [Int]
      let rows: [Int]
      let columns: [Int]
      let numel: Int
    }
    let id: Int
    let mesh: [Int]
    let shape: [Int]
    let placement: [String: GoldenPlacement]
    let shard_group_size: Int
    let ranks: [Rank]
  }

  @Test func everyRankHoldsItsBox() throws {
    for row in try Fixtures.rows("distributed/shards.jsonl", as: Row.self) {
      let mesh = Mesh(row.mesh)
      let slices = ShardSlices(
        shape: row.shape,
        placements: try GoldenPlacement.placements(
          dpReplicate: row.placement["dpReplicate"], dpShard: row.placement["dpShard"],
          tp: row.placement["tp"], on: mesh), on: mesh)
      #expect(mesh.size(along: slices.shardAxes) == row.shard_group_size, "row \(row.id)")
      #expect(row.ranks.map(\.rank) == Array(0..<mesh.size), "row \(row.id)")
      for rank in row.ranks {
        let at = mesh.coordinates(of: rank.rank)
        #expect([at.dpReplicate, at.dpShard, at.tp] == rank.coordinates, "row \(row.id)")
        let slice = slices.slice(of: rank.rank)
        let ends = zip(slice.start, slice.extent).map { [$0, $0 + $1] }
        #expect(ends == [rank.rows, rank.columns], "row \(row.id), rank \(rank.rank)")
        #expect(slices.elementCount(of: rank.rank) == rank.numel, "row \(row.id)")
      }
    }
  }
}
