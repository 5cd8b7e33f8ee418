import Foundation
import MotifDistributed
import MotifModel
import MotifOptimizer
import Testing

/// Plans for clusters that are not there stay small and fast.
@Suite struct ShardingScaleTests {
  /// 4,096 ranks in every arrangement.
  static let meshes = [
    Mesh(dpShard: 4096), Mesh(dpReplicate: 64, dpShard: 64),
    Mesh(dpReplicate: 8, dpShard: 64, tp: 8), Mesh(dpReplicate: 4096),
  ]

  /// Processor time of this thread, which does not depend on what else the machine does.
  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  @Test(arguments: meshes)
  func everyRankOfALargeClusterIsPlanned(_ mesh: Mesh) throws {
    let config = try #require(ModelPresets.named("motif-2-12.7b"))
    let start = processorSeconds()
    let sharding = try ModelSharding(config, on: mesh)
    let ownership = try #require(sharding.ownership(cost: .published(steps: 5)).first)
    let plan = ownership.plan
    // What the plan keeps is one entry a matrix, whatever the number of ranks.
    #expect(sharding.slices.count == 643)
    #expect(plan.order.count == 280 && plan.owners.count == 280 && plan.chunks.count == 1)
    var parts = 0
    var held = 0
    for rank in 0..<mesh.size {
      held += sharding.elementCount(of: rank)
      let exchange = plan.exchange(of: rank, chunk: 0)
      parts += exchange.held.parts.count + exchange.owned.parts.count
      parts += exchange.shared.parts.count
    }
    let seconds = processorSeconds() - start
    // The work is one entry for each shard that is sent, received and shared.
    let places = mesh.ranks(with: 0, along: plan.shardAxes)
    let shards = plan.slices.reduce(0) { sum, slices in
      sum + places.count { slices.elementCount(of: $0) > 0 }
    }
    #expect(parts == (2 + mesh.size(along: plan.replicaAxes)) * shards)
    #expect(parts <= 2 * plan.slices.count * mesh.size + plan.slices.count * mesh.size)
    if mesh.tp == 1 { #expect(held == mesh.dpReplicate * config.parameterCount) }
    #expect(seconds < 10, "\(mesh) took \(seconds) s")
  }
}
