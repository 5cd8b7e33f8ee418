import Foundation
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import Testing

/// Where the parameters of a model go on a mesh.
@Suite struct ModelShardingTests {
  @Test func rolesDecide() {
    let mesh = Mesh(dpReplicate: 2, dpShard: 4, tp: 2)
    let inside = Placements(dpShard: .stridedShard(0, split: 2), tp: .shard(0))
    let columns = Placements(dpShard: .shard(0), tp: .shard(1))
    let rows = Placements(dpShard: .shard(0))
    let expected: [ParameterRole: Placements] = [
      .embedding: inside, .outputHead: inside, .queryProjection: inside, .keyProjection: inside,
      .valueProjection: inside, .outputProjection: columns, .gateProjection: inside,
      .upProjection: inside, .downProjection: columns, .normGain: rows, .subNormGain: rows,
      .lambdaVector: rows, .polyNormWeight: rows, .polyNormBias: rows,
    ]
    for role in ParameterRole.known {
      #expect(role.placements(dimensions: 2, on: mesh) == expected[role], "\(role)")
    }
    let own = ParameterRole.custom("adapter", isHiddenMatrix: true)
    #expect(own.placements(dimensions: 3, on: mesh) == rows)
    #expect(own.placements(dimensions: 0, on: mesh) == Placements())
    // Without tensor parallelism nothing is strided; HSDP replicates over the replicas.
    #expect(
      ParameterRole.upProjection.placements(dimensions: 2, on: Mesh(dpReplicate: 2, dpShard: 4))
        == Placements(dpShard: .shard(0), tp: .shard(0)))
  }

  /// Meshes of every kind for a model of two groups.
  static let meshes = [
    Mesh(), Mesh(dpReplicate: 3), Mesh(dpShard: 3), Mesh(dpShard: 7), Mesh(tp: 2),
    Mesh(dpReplicate: 2, dpShard: 2), Mesh(dpShard: 3, tp: 2),
    Mesh(dpReplicate: 2, dpShard: 5, tp: 2), Mesh(dpShard: 600), Mesh(dpReplicate: 2, tp: 2),
  ]

  @Test(arguments: meshes, ["nano", "nano-seed"])
  func ranksHoldTheModelOnceAReplica(_ mesh: Mesh, _ preset: String) throws {
    let config = try #require(ModelPresets.named(preset))
    let sharding = try ModelSharding(config, on: mesh)
    for (index, spec) in sharding.parameters.enumerated() {
      let parts = (0..<mesh.size).map { sharding.parameter(index, of: $0) }
      let shape = spec.globalShape.dimensions
      let first = parts.indices.filter { sharding.slices[index].isFirstHolder($0) }
      let slices = first.map { parts[$0].slice ?? TensorSlice(wholeOf: shape) }
      #expect(TensorSlice.flaw(of: slices, covering: shape) == nil, "\(spec.name)")
      #expect(parts.allSatisfy { $0.name == spec.name && $0.globalShape == spec.globalShape })
      // A rank that holds all of it because others hold nothing still holds a shard.
      let isCut = mesh.dpShard > 1 || mesh.tp > 1 && spec.role.tensorParallelPlacement != .replicate
      #expect(parts.allSatisfy { $0.isSharded == isCut }, "\(spec.name)")
    }
    let counts = (0..<mesh.size).map { sharding.elementCount(of: $0) }
    if mesh.tp == 1 {
      #expect(counts.reduce(0, +) == mesh.dpReplicate * config.parameterCount)
    }
    #expect(
      counts[0]
        == sharding.parameters.indices.reduce(0) {
          $0 + sharding.parameter($1, of: 0).shape.count
        })
  }

  @Test func matricesOfOnePlanAreCutAlike() throws {
    let own = ParameterSpec(
      name: "adapter", shape: [6, 4], role: .custom("adapter", isHiddenMatrix: true))
    let other = ParameterSpec(
      name: "scale", shape: [6, 4], role: .custom("scale", isHiddenMatrix: false))
    let config = try #require(ModelPresets.named("nano"))
    let specs = [own, other] + config.parameterShapes.map(\.spec)
    let sharding = ModelSharding(specs, on: Mesh(dpShard: 2, tp: 2))
    let cost = OrthogonalizationCost.published(steps: 5)
    let groups = sharding.ownership(cost: cost)
    let hidden = specs.indices.filter { specs[$0].role.isHiddenMatrix }
    #expect(groups.map(\.parameters) == [[0], Array(hidden.dropFirst())])
    #expect(groups.map(\.plan.shardAxes) == [[.dpShard], [.dpShard, .tp]])
    #expect(groups.allSatisfy { $0.plan.ownerCount == 4 })
    for group in groups {
      #expect(group.plan.slices == group.parameters.map { sharding.slices[$0] })
      let shapes = group.parameters.map { specs[$0].globalShape }
      #expect(group.plan.costs == shapes.map { cost(rows: $0[0], columns: $0[1]) })
    }
    // Only those that are trained.
    let trained = sharding.ownership(of: [1, hidden[3], hidden[5]], cost: cost)
    #expect(trained.map(\.parameters) == [[hidden[3], hidden[5]]])
    // Without tensor parallelism all matrices are alike.
    #expect(ModelSharding(specs, on: Mesh(dpShard: 4)).ownership(cost: cost).count == 1)
  }

  /// The figures that the report gives for eight ranks.
  @Test func theReportsModelOnEightRanks() throws {
    let config = try #require(ModelPresets.named("motif-2-12.7b"))
    let sharding = try ModelSharding(config, on: Mesh(dpShard: 8))
    func plan(_ assignment: OwnershipPlan.Assignment) throws -> OwnershipPlan {
      try #require(
        sharding.ownership(cost: .published(steps: 5), assignment: assignment).first
      ).plan
    }
    let (unsorted, sorted) = (try plan(.unsorted), try plan(.sorted))
    #expect(sharding.parameters.count == 643 && sorted.slices.count == 280)
    // 1.0103e15 operations; table 4's times make them 80, 571, 481 and 583 TFLOP/s a rank.
    let total = Double(sorted.totalCost)
    #expect(abs(total - 1.0103e15) < 0.0001e15)
    for (milliseconds, rate) in [(221.27, 571.0), (262.83, 481), (216.46, 583)] {
      #expect(abs(total / 8 / milliseconds / 1e9 - rate) < 1)
    }
    #expect(abs(total / 8 / 1574.67 / 1e9 - 80) < 1)
    #expect(sorted.chunks.map(\.matrices.count) == [32, 32, 32, 32, 32, 32, 32, 32, 24])
    #expect(unsorted.imbalance == 1 && sorted.imbalance == 1)
    #expect(abs(unsorted.chunkedImbalance - 1.54) < 0.005 && sorted.chunkedImbalance == 1)
    #expect(try plan(.leastLoaded).imbalance == 1)
  }

  @Test func computedCostsAreThoseOfTheGramForm() {
    let cost = OrthogonalizationCost.computed(Orthogonalization())
    // M²N and M³ for sides M ≤ N; steps on the Gram matrix alone pay from N = 1.5M on.
    for (m, n) in [(64, 64), (3, 4), (17, 25), (7, 10)] as [(Int, Int)] {
      let dense = Int128(15 * m * m * n + 5 * m * m * m)
      #expect(cost(rows: m, columns: n) == dense && cost(rows: n, columns: m) == dense)
    }
    for (m, n) in [(64, 96), (1, 9), (17, 26), (2048, 4096), (4096, 16384)] as [(Int, Int)] {
      let gram = Int128(6 * m * m * n + 14 * m * m * m)
      #expect(cost(rows: m, columns: n) == gram && cost(rows: n, columns: m) == gram)
    }
    // Another method, another order: the long matrix counts as more in one and as less in the other.
    let published = OrthogonalizationCost.published(steps: 5)
    #expect(published(rows: 64, columns: 64) == 5 * (6 * 64 * 64 * 64 + 5 * 64 * 64))
    #expect(published(rows: 48, columns: 192) > published(rows: 64, columns: 64))
    #expect(cost(rows: 48, columns: 192) < cost(rows: 64, columns: 64))
  }
}
