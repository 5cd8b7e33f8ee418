import Foundation
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import Testing

/// Plans for a cluster, and what a virtual clock says of the report's model on it.
@Suite struct ClusterPlanTests {
  static let ranks8 = Mesh(dpShard: 8)

  private func config() throws -> ModelConfig {
    try #require(ModelPresets.named("motif-2-12.7b"))
  }

  private func step(
    _ mesh: Mesh = ranks8, on constants: ClusterConstants = .h200,
    _ change: (inout ParallelMuonOptions) -> Void
  ) throws -> VirtualSchedule {
    var options = ParallelMuonOptions()
    options.cost = .published(steps: 5)
    change(&options)
    return try ModelSharding(try config(), on: mesh)
      .virtualStep(options, preset: .motif, on: constants)
  }

  /// The report's order of times and of memory, with the measured contention.
  @Test func theOrderIsTheReports() throws {
    let distributed = try step { $0.mode = .distributed }
    let parallel = try step { $0.mode = .parallel }
    let unsorted = try step { $0.assignment = .unsorted }
    let sorted = try step { $0.assignment = .sorted }
    #expect(sorted.seconds < parallel.seconds && parallel.seconds < unsorted.seconds)
    #expect(6.5...8 ~= distributed.seconds / parallel.seconds)
    #expect(distributed.peakBytes < unsorted.peakBytes && unsorted.peakBytes < sorted.peakBytes)
    #expect(sorted.peakBytes < parallel.peakBytes)
    // A quarter off at most, on another set of products than the report's.
    for (schedule, milliseconds) in [
      (distributed, 1574.67), (parallel, 221.27), (unsorted, 262.83), (sorted, 216.46),
    ] {
      #expect(abs(schedule.seconds * 1e3 / milliseconds - 1) < 0.25)
    }
  }

  /// Two ideal queues: sorting gains nothing five chunks ahead, and half the time one chunk ahead.
  @Test func orderMattersOnlyWithFewChunksAhead() throws {
    var ideal = ClusterConstants.h200
    ideal.contention = 0
    ideal.newtonSchulz = [.init(rows: 1, columns: 1, teraflops: 700)]
    func ratio(_ warmup: Int) throws -> Double {
      func seconds(_ assignment: OwnershipPlan.Assignment) throws -> Double {
        try step(on: ideal) {
          $0.assignment = assignment
          $0.warmup = warmup
        }.seconds
      }
      return try seconds(.unsorted) / seconds(.sorted)
    }
    #expect(abs(try ratio(5) - 1) < 0.02)
    #expect(abs(try ratio(1) - 321.0 / 213) < 0.1)
  }

  @Test(arguments: [
    Mesh(), Mesh(dpShard: 8), Mesh(dpShard: 5), Mesh(dpReplicate: 2, dpShard: 4), Mesh(tp: 4),
    Mesh(dpShard: 3, tp: 2), Mesh(dpReplicate: 2, dpShard: 2, tp: 8), Mesh(dpReplicate: 7),
    Mesh(dpShard: 64), Mesh(dpReplicate: 3, dpShard: 11),
  ])
  func plansAreWhole(_ mesh: Mesh) throws {
    let config = try config()
    let plan = try ClusterPlan(config, on: mesh, .h200)
    #expect(plan.parts.reduce(0) { $0 + $1.tensors } == 643)
    #expect(plan.parts.reduce(0) { $0 + $1.elements } == config.parameterCount)
    #expect(plan.owners.count == mesh.size)
    let names = plan.owners.flatMap(\.matrices)
    #expect(names.count == 280 && Set(names).count == 280)
    #expect(plan.ways.map(\.assignment) == ["unsorted", "sorted", "leastLoaded"])
    #expect(plan.exchanges.count == plan.chosen.chunkLoads.count)
    #expect(plan.weightBytes.min <= plan.weightBytes.mean)
    #expect(plan.weightBytes.mean <= plan.weightBytes.max)
    let least = 4 * config.parameterCount * mesh.dpReplicate / mesh.size
    #expect(plan.weightBytes.mean >= least)
    for way in plan.ways { #expect(way.load >= 0.999 && way.chunkedLoad >= way.load - 1e-9) }
    #expect(try JSONEncoder().encode(plan).count > 1000)
    if mesh.size == 1 { #expect(plan.exchanges.allSatisfy { $0.max == 0 }) }
  }

  @Test func chunksAreAsUnevenAsTheReferenceSays() throws {
    let plan = try ClusterPlan(try config(), on: Self.ranks8, .h200)
    #expect(abs(plan.ways[0].chunkedLoad - 1.54) < 0.005)
    #expect(abs(plan.ways[1].chunkedLoad - 1) < 1e-9)
    #expect(abs(plan.ways[0].load - 1) < 1e-9)
  }

  @Test func tensorParallelismThatCutsAGroupIsRefused() throws {
    let config = try config()
    let error = #expect(throws: ShardingError.self) {
      try ClusterPlan(config, on: Mesh(tp: 3), .h200)
    }
    #expect(error?.description.contains("expected a number of ranks that divides 8") == true)
  }

  /// In every arrangement and with small chunks.
  @Test(arguments: ShardingScaleTests.meshes)
  func fourThousandRanksTakeSeconds(_ mesh: Mesh) throws {
    let start = ContinuousClock().now
    let plan = try ClusterPlan(try config(), on: mesh, .h200)
    #expect(plan.owners.count == 4096 && plan.chosen.seconds > 0)
    let schedule = try step(mesh) { $0.chunkSize = 32 }
    #expect(schedule.ranks.count == 4096)
    // Twice what a plan may take: this plays four schedules beside other tests.
    #expect((ContinuousClock().now - start) / .seconds(1) < 20)
  }
}
