import MotifCore
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor

/// One step of Muon on the matrices of Motif-2-12.7B, all sides divided by `scale`, in the ways of
/// the report's table 4: ranks are threads that share the machine's cores.
///
/// Rows are measured one after the other in every round, so that a disturbance hits all of them. The
/// time of a step is that of its slowest rank, from a barrier on.
struct ParallelMuonBench {
  /// What was measured of a way to share the work.
  struct Result {
    let way: MuonTable.Way
    let seconds: Samples
    /// Of the rank with the largest peak.
    let peakBytes: Int
    let plan: OwnershipPlan
  }

  let ranks: Int
  let scale: Int
  let rounds: Int
  /// The hidden matrices, in the order of the model.
  let matrices: [ParameterSpec]

  init(ranks: Int, scale: Int, rounds: Int) throws(BenchError) {
    guard let config = ModelPresets.named("motif-2-12.7b") else {
      throw BenchError(description: "the preset motif-2-12.7b is missing")
    }
    let hidden = config.parameterShapes.map(\.spec).filter(\.role.isHiddenMatrix)
    let sides = hidden.flatMap(\.globalShape.dimensions)
    guard let divisor = sides.min(), divisor >= scale else {
      throw BenchError(description: "--scale \(scale) leaves nothing of the smallest side")
    }
    self.ranks = ranks
    self.scale = scale
    self.rounds = rounds
    matrices = hidden.map { spec in
      ParameterSpec(
        name: spec.name, shape: Shape(spec.globalShape.dimensions.map { $0 / scale }),
        role: spec.role)
    }
  }

  func run() throws(BenchError) -> [Result] {
    let sharding = ModelSharding(matrices, on: Mesh(dpShard: ranks))
    let measured: [[RankResult]]
    do {
      measured = try ThreadWorld(size: ranks).run { [self] world in
        try ComputeThreads.withTeam(
          threads: ComputeThreads.share(of: world.rank, of: ranks)
        ) { () throws -> [RankResult] in try measure(sharding, world) }
      }
    } catch {
      throw BenchError(description: "parallel-muon with \(ranks) ranks: \(error)")
    }
    return MuonTable.ways.indices.map { row in
      var seconds = Samples()
      for round in 0..<rounds {
        seconds.add(measured.map { $0[row].seconds[round] }.max() ?? 0)
      }
      let plans = sharding.ownership(
        of: Array(matrices.indices), Orthogonalization(), MuonTable.ways[row].options)
      return Result(
        way: MuonTable.ways[row], seconds: seconds,
        peakBytes: measured.map { $0[row].peakBytes }.max() ?? 0, plan: plans[0].plan)
    }
  }

  /// What the ranks do in one step of the way in which training goes, after one that warms up.
  func trace() throws(BenchError) -> [Trace.Event] {
    let sharding = ModelSharding(matrices, on: Mesh(dpShard: ranks))
    do {
      _ = try ThreadWorld(size: ranks).run { [self] world in
        try ComputeThreads.withTeam(
          threads: ComputeThreads.share(of: world.rank, of: ranks)
        ) { () throws in
          let rank = RankMatrices(sharding, rank: world.rank)
          let engine = try ParallelMuon(
            of: Array(matrices.indices), in: sharding, method: Orthogonalization(),
            ParallelMuonOptions(),
            over: world)
          try rank.step(engine)
          try world.barrier()
          if world.rank == 0 { Trace.start() }
          try world.barrier()
          try Trace.phase("rank \(world.rank)") { try rank.step(engine) }
        }
      }
    } catch {
      throw BenchError(description: "parallel-muon with \(ranks) ranks: \(error)")
    }
    return Trace.stop()
  }

  /// What one rank measured of a row.
  private struct RankResult: Sendable {
    var seconds: [Double] = []
    var peakBytes = 0
  }

  private func measure(
    _ sharding: ModelSharding, _ world: any Communicator
  ) throws -> [RankResult] {
    let rank = RankMatrices(sharding, rank: world.rank)
    let engines = try MuonTable.ways.map { row in
      try ParallelMuon(
        of: Array(matrices.indices), in: sharding, method: Orthogonalization(), row.options,
        over: world)
    }
    var results = MuonTable.ways.map { _ in RankResult() }
    // The first round warms pools and caches.
    for round in 0...rounds {
      for (index, engine) in engines.enumerated() {
        engine.memory.resetPeak()
        try world.barrier()
        let start = Stopwatch.now()
        try rank.step(engine)
        if round > 0 { results[index].seconds.append(Stopwatch.now() - start) }
        results[index].peakBytes = engine.memory.peak
      }
    }
    return results
  }
}

/// The slices of one rank: weights, momenta, and gradients that are the same every step.
private final class RankMatrices {
  private var rules: [Muon] = []
  private let parameters: [Parameter]
  private let gradients: [Tensor]
  private let context = StepContext(learningRate: 1e-4, step: 1)

  init(_ sharding: ModelSharding, rank: Int) {
    let specs = sharding.parameters.indices.map { sharding.parameter($0, of: rank) }
    parameters = specs.map { Parameter($0, value: Tensor(repeating: 0, shape: $0.shape)) }
    gradients = specs.enumerated().map { index, spec in
      Tensor(
        (0..<spec.shape.count).map { Float(($0 * 7919 + index) % 1009) - 504 }, shape: spec.shape)
    }
    rules = specs.map { Muon(.init(), for: $0) }
  }

  func step(_ engine: ParallelMuon) throws {
    try engine.step(
      update: { rules[$0].accumulate(gradients[$0], context) },
      apply: { rules[$0].apply($1, to: parameters[$0], context) })
  }
}
