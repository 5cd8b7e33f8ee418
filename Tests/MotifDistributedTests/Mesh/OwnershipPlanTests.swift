import MotifDistributed
import Testing

/// Who owns which matrix, in which chunk.
@Suite struct OwnershipPlanTests {
  /// Matrices of one row for each of `costs`, on `mesh`.
  private func plan(
    _ costs: [Int128], on mesh: Mesh, _ assignment: OwnershipPlan.Assignment = .sorted,
    chunkSize: Int? = nil, sharesReplicas: Bool = true
  ) -> OwnershipPlan {
    let slices = costs.map { _ in
      ShardSlices(shape: [1, 1], placements: Placements(dpShard: .shard(0)), on: mesh)
    }
    return OwnershipPlan(
      slices, costs: costs, on: mesh, assignment: assignment, chunkSize: chunkSize,
      sharesReplicas: sharesReplicas)
  }

  @Test func costsAreThoseOfTheReport() {
    // By hand: 2·27 + 4·9·5 + 2·3·5 + 3·9 = 291, whichever side is the longer.
    #expect(OwnershipPlan.newtonSchulzCost(rows: 3, columns: 5, steps: 1) == 291)
    #expect(OwnershipPlan.newtonSchulzCost(rows: 5, columns: 3, steps: 4) == 4 * 291)
    #expect(OwnershipPlan.newtonSchulzCost(rows: 0, columns: 3, steps: 5) == 0)
    // The largest that a config may ask for, which a 64-bit number does not hold.
    let side = 1 << 22
    #expect(
      OwnershipPlan.newtonSchulzCost(rows: side, columns: side, steps: 5)
        == 5 * (6 * (Int128(1) << 66) + 5 * (Int128(1) << 44)))
  }

  @Test func tiesGoByIndex() {
    let equal = plan([7, 7, 7, 7, 7], on: Mesh(dpShard: 2))
    #expect(equal.order == [0, 1, 2, 3, 4] && equal.owners == [0, 1, 0, 1, 0])
    let least = plan([3, 5, 3, 5, 1], on: Mesh(dpShard: 3), .leastLoaded)
    #expect(least.order == [1, 3, 0, 2, 4] && least.owners == [2, 0, 2, 1, 0])
    #expect(least.loads == [6, 5, 6])
    // A matrix that costs nothing leaves the rank the least loaded.
    #expect(plan([0, 0, 4], on: Mesh(dpShard: 2), .leastLoaded).owners == [1, 1, 0])
  }

  @Test func sortingEvensOutWhatChunksWaitFor() {
    let costs: [Int128] = [8, 1, 1, 8, 1, 8, 8, 1]
    let unsorted = plan(costs, on: Mesh(dpShard: 2), .unsorted, chunkSize: 2)
    #expect(unsorted.chunks.map(\.largestCost) == [8, 8, 8, 8])
    #expect(unsorted.imbalance == 1 && unsorted.chunkedImbalance == 64.0 / 36)
    #expect(unsorted.imbalance(ofChunk: 0) == 16.0 / 9)
    let sorted = plan(costs, on: Mesh(dpShard: 2), .sorted, chunkSize: 2)
    #expect(sorted.chunkedImbalance == 1 && sorted.imbalance == 1)
    let none = plan([], on: Mesh(dpShard: 2))
    #expect(none.chunks.isEmpty && none.imbalance == 1 && none.chunkedImbalance == 1)
    #expect(plan([0, 0], on: Mesh(dpShard: 2)).imbalance(ofChunk: 0) == 1)
  }

  @Test func aChunkIsFourMatricesAnOwnerUnlessSaid() {
    let costs = [Int128](repeating: 1, count: 70)
    #expect(plan(costs, on: Mesh(dpShard: 8)).chunks.map(\.matrices.count) == [32, 32, 6])
    // Owners are all ranks, or those of a replica.
    let mesh = Mesh(dpReplicate: 2, dpShard: 4)
    #expect(plan(costs, on: mesh).chunks.map(\.matrices.count) == [32, 32, 6])
    #expect(
      plan(costs, on: mesh, sharesReplicas: false).chunks.map(\.matrices.count)
        == [16, 16, 16, 16, 6])
    #expect(plan(costs, on: mesh, chunkSize: .max).chunks.count == 1)
    #expect(plan(costs, on: mesh, chunkSize: 1).chunks.count == 70)
  }

  @Test func replicasShareOneOwner() {
    let costs = [Int128](repeating: 1, count: 12)
    let mesh = Mesh(dpReplicate: 2, dpShard: 3)
    let shared = plan(costs, on: mesh)
    #expect(shared.ownerCount == 6 && shared.replicaAxes == [.dpReplicate, .tp])
    #expect(shared.owners == (0..<12).map { $0 % 6 })
    let repeated = plan(costs, on: mesh, sharesReplicas: false)
    #expect(repeated.ownerCount == 3 && repeated.replicaAxes.isEmpty)
    // Every rank owns something: two matrices, or four where each replica has all of them.
    for (plan, count) in [(shared, 2), (repeated, 4)] {
      for rank in 0..<6 {
        let owned = plan.chunks.indices.map { plan.exchange(of: rank, chunk: $0).owned.count }
        #expect(owned.reduce(0, +) == count)
      }
    }
  }

  @Test(arguments: SampleOwnership.all)
  func chunksGiveNoOwnerMoreThanItsShare(_ sample: SampleOwnership) {
    let plan = sample.plan
    let share = (sample.chunkSize + plan.ownerCount - 1) / plan.ownerCount
    #expect(plan.chunks.flatMap(\.matrices) == plan.order)
    #expect(plan.order.sorted() == Array(plan.slices.indices))
    for chunk in plan.chunks {
      #expect(!chunk.matrices.isEmpty && chunk.matrices.count <= sample.chunkSize)
      let owned = Dictionary(grouping: chunk.matrices) { plan.owners[$0] }
      #expect(owned.values.allSatisfy { $0.count <= share })
      let work = owned.values.map { $0.reduce(0) { $0 + plan.costs[$1] } }
      #expect(chunk.largestCost == work.max() && chunk.totalCost == work.reduce(0, +))
      let numbers = owned.values.map { $0.reduce(0) { $0 + plan.slices[$1].elementCount } }
      #expect(chunk.largestElementCount == numbers.max())
    }
    // Only a full chunk or a full share ends a chunk.
    for (chunk, next) in zip(plan.chunks, plan.chunks.dropFirst()) {
      let owner = plan.owners[next.matrices[0]]
      #expect(
        chunk.matrices.count == sample.chunkSize
          || chunk.matrices.count { plan.owners[$0] == owner } == share)
    }
    if sample.assignment != .unsorted {
      #expect(
        zip(plan.order, plan.order.dropFirst()).allSatisfy {
          (plan.costs[$0], -$0) > (plan.costs[$1], -$1)
        })
    }
  }

  /// The last matrix of the fullest owner went to it when it had the least: below the mean (Graham 1966).
  @Test(arguments: 1...9)
  func theFullestOwnerIsOneMatrixAboveTheMeanAtMost(_ ranks: Int) {
    let costs = (0..<40).map { Int128(($0 * 7919 + 13) % 101) }
    let loads = plan(costs, on: Mesh(dpShard: ranks), .leastLoaded).loads
    let (largest, total) = (loads.max() ?? 0, loads.reduce(0, +))
    #expect(largest * Int128(ranks) <= total + Int128(ranks - 1) * (costs.max() ?? 0))
    #expect(total == costs.reduce(0, +))
  }

  @Test func impossiblePlansAreRefused() async {
    let mesh = Mesh(dpShard: 2)
    await #expect(processExitsWith: .failure) {
      _ = OwnershipPlan([], costs: [], on: Mesh(), chunkSize: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = OwnershipPlan([], costs: [1], on: Mesh())
    }
    let cut = ShardSlices(shape: [2, 2], placements: Placements(dpShard: .shard(0)), on: mesh)
    let whole = ShardSlices(shape: [2, 2], placements: Placements(), on: mesh)
    #expect(cut.shardAxes != whole.shardAxes)
    await #expect(processExitsWith: .failure) {
      let mesh = Mesh(dpShard: 2)
      let cut = ShardSlices(shape: [2, 2], placements: Placements(dpShard: .shard(0)), on: mesh)
      let whole = ShardSlices(shape: [2, 2], placements: Placements(), on: mesh)
      _ = OwnershipPlan([cut, whole], costs: [1, 1], on: mesh)
    }
  }
}
