import Foundation
import MotifDistributed
import MotifTestSupport
import Testing

/// Owners and split sizes, against tables of an independent program.
@Suite struct OwnershipGoldenTests {
  private struct Owners: Decodable {
    struct ByRanks: Decodable {
      let ranks: Int
      let round_robin: [Int]
      let lpt: [Int]
      let chunk_size: Int
      let chunk_count: Int
      let max_over_mean: [String: Double]
      let chunk_max_over_mean: [String: Double]
    }
    let id: Int
    let steps: Int
    let shapes: [[Int]]
    let costs: [String]
    let order: [Int]
    let by_ranks: [ByRanks]
  }

  /// The table divides two whole numbers that pass 2⁵³ exactly, we their nearest doubles.
  private func agree(_ figure: Double, _ golden: Double?) -> Bool {
    abs(figure - (golden ?? .nan)) <= 2 * figure.ulp
  }

  @Test func ownersAndLoadsAreThoseOfTheTable() throws {
    for row in try Fixtures.rows("distributed/owners.jsonl", as: Owners.self) {
      let costs = row.shapes.map {
        OwnershipPlan.newtonSchulzCost(rows: $0[0], columns: $0[1], steps: row.steps)
      }
      #expect(costs.map { "\($0)" } == row.costs, "row \(row.id)")
      for golden in row.by_ranks {
        let mesh = Mesh(dpShard: golden.ranks)
        let slices = row.shapes.map {
          ShardSlices(shape: $0, placements: Placements(dpShard: .shard(0)), on: mesh)
        }
        let plans = OwnershipPlan.Assignment.allCases.reduce(into: [:]) {
          $0[$1] = OwnershipPlan(slices, costs: costs, on: mesh, assignment: $1)
        }
        let unsorted = try #require(plans[.unsorted])
        let sorted = try #require(plans[.sorted])
        let leastLoaded = try #require(plans[.leastLoaded])
        #expect(unsorted.order == Array(costs.indices))
        #expect(unsorted.owners == costs.indices.map { $0 % golden.ranks })
        #expect(sorted.order == row.order && leastLoaded.order == row.order, "row \(row.id)")
        #expect(sorted.owners == golden.round_robin, "row \(row.id) on \(golden.ranks)")
        #expect(leastLoaded.owners == golden.lpt, "row \(row.id) on \(golden.ranks)")
        for plan in [unsorted, sorted] {
          #expect(plan.chunks.count == golden.chunk_count)
          #expect(plan.chunks.flatMap(\.matrices) == plan.order)
          #expect(plan.chunks.dropLast().allSatisfy { $0.matrices.count == golden.chunk_size })
        }
        #expect(agree(unsorted.imbalance, golden.max_over_mean["unsorted"]))
        #expect(agree(sorted.imbalance, golden.max_over_mean["round_robin"]))
        #expect(agree(leastLoaded.imbalance, golden.max_over_mean["lpt"]))
        #expect(agree(unsorted.chunkedImbalance, golden.chunk_max_over_mean["unsorted"]))
        #expect(agree(sorted.chunkedImbalance, golden.chunk_max_over_mean["sorted"]))
      }
    }
  }

  private struct AllToAll: Decodable {
    struct Matrix: Decodable {
      let shape: [Int]
      let tp: GoldenPlacement
    }
    let id: Int
    let mesh: [Int]
    let ranks: Int
    let matrices: [Matrix]
    let order: [Int]
    let owner: [Int]
    let numel: [[Int]]
    let gather_send: [[Int]]
    let gather_receive: [[Int]]
    let scatter_send: [[Int]]
    let scatter_receive: [[Int]]
    let gather_send_offsets: [[Int]]
    let gather_send_buffers: [[Int]]?
    let gather_receive_buffers: [[Int]]?

    /// Where the numbers of matrix i begin when all matrices lie one behind the other.
    func start(_ matrix: Int) -> Int {
      matrices[..<matrix].reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
  }

  @Test func splitSizesAndBuffersAreThoseOfTheTable() throws {
    for row in try Fixtures.rows("distributed/alltoall.jsonl", as: AllToAll.self) {
      let mesh = Mesh(row.mesh)
      let slices = try row.matrices.map { matrix in
        let placements = try GoldenPlacement.placements(
          dpShard: GoldenPlacement(.shard(0)), tp: matrix.tp, on: mesh)
        return ShardSlices(shape: matrix.shape, placements: placements, on: mesh)
      }
      let costs = row.matrices.map {
        OwnershipPlan.newtonSchulzCost(rows: $0.shape[0], columns: $0.shape[1], steps: 5)
      }
      // One chunk, whatever the number of matrices.
      let plan = OwnershipPlan(slices, costs: costs, on: mesh, chunkSize: .max)
      #expect(plan.order == row.order && plan.owners == row.owner, "row \(row.id)")
      #expect(plan.chunks.count == 1 && plan.ownerCount == row.ranks, "row \(row.id)")
      #expect(
        slices.map { slice in (0..<row.ranks).map { slice.elementCount(of: $0) } } == row.numel,
        "row \(row.id)")
      let exchanges = (0..<row.ranks).map { plan.exchange(of: $0, chunk: 0) }
      #expect(exchanges.map(\.held.counts) == row.gather_send, "row \(row.id)")
      #expect(exchanges.map(\.owned.counts) == row.gather_receive, "row \(row.id)")
      #expect(exchanges.map(\.owned.counts) == row.scatter_send, "row \(row.id)")
      #expect(exchanges.map(\.held.counts) == row.scatter_receive, "row \(row.id)")
      for (rank, exchange) in exchanges.enumerated() {
        // Where the part for each owner begins, also for owners that get nothing.
        var start = 0
        let offsets = exchange.held.counts.map { count in
          defer { start += count }
          return start
        }
        #expect(offsets == row.gather_send_offsets[rank], "row \(row.id)")
        if let buffers = row.gather_send_buffers {
          let held = exchange.held.parts.flatMap { numbers($0, of: rank, row, slices) }
          #expect(held == buffers[rank], "row \(row.id), rank \(rank)")
        }
        if let buffers = row.gather_receive_buffers {
          let owned = exchange.owned.parts.flatMap { numbers($0, of: $0.peer, row, slices) }
          #expect(owned == buffers[rank], "row \(row.id), rank \(rank)")
        }
      }
    }
  }

  /// The numbers of a piece that `holder` holds; the table fills matrices with consecutive ones.
  private func numbers(
    _ part: ChunkExchange.Part, of holder: Int, _ row: AllToAll, _ slices: [ShardSlices]
  ) -> [Int] {
    var numbers: [Int] = []
    let matrix = slices[part.matrix]
    matrix.slice(of: holder).forEachRun(in: matrix.shape) { own, whole, count in
      #expect(own == numbers.count)
      let start = row.start(part.matrix) + whole
      numbers += start..<start + count
    }
    #expect(numbers.count == part.count)
    return numbers
  }
}
