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
    #expect(plan.exchanges.count == plan.chosen?.chunkLoads.count)
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

  private func plan(
    _ mesh: Mesh = ranks8, rule: Muon.Options? = .init(),
    _ change: (inout ParallelMuonOptions) -> Void = { _ in }
  ) throws -> ClusterPlan {
    var options = ParallelMuonOptions()
    change(&options)
    return try ClusterPlan(try config(), on: mesh, .h200, rule: rule, options)
  }

  @Test func modeAssignmentChunksWarmupAndFormatAreThoseAskedFor() throws {
    let usual = try plan()
    #expect(usual.assignment == "sorted" && usual.chosen?.assignment == "sorted")
    let unsorted = try plan { $0.assignment = .unsorted }
    #expect(unsorted.chosen?.chunkedLoad ?? 0 > 1.5 && usual.chosen?.chunkedLoad ?? 0 < 1.01)
    #expect(unsorted.owners.map(\.matrices) != usual.owners.map(\.matrices))
    let wide = try plan { $0.format = .float32 }
    #expect(zip(wide.exchanges, usual.exchanges).allSatisfy { $0.max == 2 * $1.max })
    #expect(try #require(wide.chosen).seconds > #require(usual.chosen).seconds)
    #expect(wide.stateBytes == usual.stateBytes)
    let small = try plan { $0.chunkSize = 8 }
    #expect(small.exchanges.count == 35 && usual.exchanges.count == 9)
    let flat = try plan { $0.warmup = 0 }
    #expect(try #require(flat.chosen).peakBytes < #require(usual.chosen).peakBytes)
    #expect(try #require(flat.chosen).seconds > #require(usual.chosen).seconds)
    let one = try plan { $0.mode = .parallel }
    #expect(one.exchanges.count == 1 && one.muon == .parallel)
    let redundant = try plan { $0.mode = .distributed }
    #expect(redundant.owners.isEmpty && redundant.exchanges.isEmpty && !redundant.hasOwners)
    #expect(try #require(redundant.chosen).seconds > 5 * #require(usual.chosen).seconds)
  }

  @Test func stateIsThatOfTheRule() throws {
    let (usual, config) = (try plan(), try config())
    let adamW = try plan(rule: nil)
    #expect(adamW.ways.isEmpty && adamW.owners.isEmpty && adamW.muon == nil)
    #expect(adamW.chosen == nil && adamW.peakBytes == adamW.stateBytes.max)
    let matrices = config.parameterShapes.filter(\.role.isHiddenMatrix)
    #expect(
      adamW.stateBytes.mean * 8 - usual.stateBytes.mean * 8
        == 4 * matrices.reduce(0) { $0 + $1.elementCount })
    var options = Muon.Options()
    options.neuronBeta2 = 0.95
    let rows = matrices.reduce(0) { $0 + $1.shape[0] }
    let even = try plan(rule: options)
    #expect(even.stateBytes.mean * 8 - usual.stateBytes.mean * 8 == 4 * rows)
    // Ranks of tensor parallelism hold other columns of the same rows.
    let shared = try plan(Mesh(tp: 8), rule: options)
    let plain = try plan(Mesh(tp: 8))
    let cut = matrices.filter { [.outputProjection, .downProjection].contains($0.role) }
    #expect(
      shared.stateBytes.mean * 8 - plain.stateBytes.mean * 8
        == 4 * (rows + 7 * cut.reduce(0) { $0 + $1.shape[0] }))
  }

  /// What a config's section says of the number of ranks that a plan is for.
  @Test(arguments: [
    ("", 8, Mesh(dpShard: 8)), ("ranks=4", 6, Mesh(dpShard: 6)),
    ("replicate=2", 8, Mesh(dpReplicate: 2, dpShard: 4)), ("tp=2", 8, Mesh(dpShard: 4, tp: 2)),
    ("replicate=2 shard=2 tp=2", 8, Mesh(dpReplicate: 2, dpShard: 2, tp: 2)),
    ("replicate=8", 8, Mesh(dpReplicate: 8)), ("replicate=4 base", 4, Mesh(dpReplicate: 4)),
    ("base", 1, Mesh()), ("shard=3", 3, Mesh(dpShard: 3)),
    ("tp=8", 4096, Mesh(dpShard: 512, tp: 8)),
  ])
  func meshesFollowTheSection(_ words: String, _ ranks: Int, _ mesh: Mesh) throws {
    #expect(try Self.settings(words).mesh(of: ranks) == mesh)
  }

  @Test(arguments: [
    (
      "shard=3", 8,
      "8 ranks do not fit the config's parallel section: dpReplicate 1, tp 1 and dpShard 3 "
        + "make 3; ask for 3, or leave parallel.dpShard out"
    ),
    (
      "replicate=2 tp=3", 8,
      "8 ranks do not fit the config's parallel section: with dpReplicate 2, tp 3 "
        + "they must be a multiple of 6"
    ),
    (
      "replicate=16", 8,
      "8 ranks do not fit the config's parallel section: with dpReplicate 16, tp 1 "
        + "they must be a multiple of 16"
    ),
    (
      "base", 2,
      "parallel.muon is base, which needs whole matrices on every rank, but the 2 ranks hold "
        + "slices; take distributed, parallel or parallelPipelined"
    ),
  ])
  func sectionsThatDoNotFitAreRefused(_ words: String, _ ranks: Int, _ sentence: String) {
    let error = #expect(throws: ShardingError.self) {
      try Self.settings(words).mesh(of: ranks)
    }
    #expect(error?.description == sentence)
  }

  private static func settings(_ words: String) -> ParallelSettings {
    var settings = ParallelSettings()
    for word in words.split(separator: " ") {
      let parts = word.split(separator: "=")
      let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
      switch parts[0] {
      case "ranks": settings.ranks = number
      case "replicate": settings.dpReplicate = number
      case "shard": settings.dpShard = number
      case "tp": settings.tp = number
      default: settings.muon = .base
      }
    }
    return settings
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
    #expect(plan.owners.count == 4096 && (plan.chosen?.seconds ?? 0) > 0)
    let schedule = try step(mesh) { $0.chunkSize = 32 }
    #expect(schedule.ranks.count == 4096)
    // Twice what a plan may take: this plays four schedules beside other tests.
    #expect((ContinuousClock().now - start) / .seconds(1) < 20)
  }
}
