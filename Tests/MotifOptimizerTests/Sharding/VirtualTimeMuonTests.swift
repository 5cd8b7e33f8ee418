import MotifDistributed
import MotifTensor
import Testing

@testable import MotifOptimizer

/// Parallel Muon's own control flow on a virtual clock, beside the plan that is played without ranks.
@Suite struct VirtualTimeMuonTests {
  /// Every mode, with options that change the order in which a rank communicates and computes.
  static let options: [ParallelMuonOptions] = {
    let modes: [(MuonMode, Int, Int)] = [
      (.distributed, 0, 1), (.parallel, 5, 3), (.parallelPipelined, 0, 2),
      (.parallelPipelined, 1, 1), (.parallelPipelined, 5, 4),
    ]
    return modes.map { mode, warmup, chunk in
      var options = ParallelMuonOptions()
      options.mode = mode
      options.warmup = warmup
      options.chunkSize = chunk
      options.format = .bfloat16
      return options
    }
  }()

  /// One step on the threads of a virtual world; the most bytes that each rank's pipeline held.
  private func run(
    _ sharding: ModelSharding, _ options: ParallelMuonOptions, _ constants: ClusterConstants,
    hasNumbers: Bool = false
  ) throws -> VirtualTimeWorld.Run<Int> {
    let matrices = sharding.parameters.indices.filter {
      sharding.parameters[$0].role.isHiddenMatrix
    }
    let world = VirtualTimeWorld(size: sharding.mesh.size, constants, hasNumbers: hasNumbers)
    return try world.run { world in
      func step() throws -> Int {
        let engine = try ParallelMuon(
          of: matrices, in: sharding, method: Orthogonalization(.motif), options, over: world)
        try engine.step(
          update: {
            Tensor(repeating: 1, shape: sharding.parameter($0, of: world.rank).shape)
          }, apply: { _, _ in })
        return engine.memory.peak
      }
      return hasNumbers ? try step() : try DryRun.run { _ in try step() }
    }
  }

  /// Meshes without replicas; with them the world's all-gather over replicas waits for the compute queue.
  @Test(arguments: [MuonPlacement.fsdp, .uneven, .empty], [1, 2, 4])
  func theRealControlFlowTakesTheTimeOfThePlan(_ placement: MuonPlacement, ranks: Int) throws {
    let sharding = ModelSharding(placement.parameters, on: placement.mesh(ranks))
    var constants = ClusterConstants.h200
    constants.waitingContention = 0.2
    for options in Self.options {
      let threads = try run(sharding, options, constants).timeline.seconds
      // The engine ends with a barrier over all ranks, which the plan of the matrices has not.
      let barrier = ranks > 1 ? constants.collectiveSeconds : 0
      let played =
        sharding.virtualStep(options, preset: .motif, on: constants).seconds + barrier
      #expect(abs(threads - played) <= 1e-9 * played, "\(placement) \(options)")
      #expect(played > 0)
    }
  }

  @Test func numbersChangeNoTime() throws {
    let sharding = ModelSharding(MuonPlacement.uneven.parameters, on: Mesh(dpShard: 3))
    let real = try run(sharding, ParallelMuonOptions(), .h200, hasNumbers: true)
    let dry = try run(sharding, ParallelMuonOptions(), .h200)
    #expect(real.timeline == dry.timeline && real.results == dry.results)
    for rank in 0..<3 { #expect(real.timeline.peakBytes(of: rank) == real.results[rank]) }
  }
}
