import MotifDistributed
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifOptimizer

/// A rank that fails anywhere in a step ends the step on all, before any weight has changed.
@Suite struct ParallelMuonFailureTests {
  private struct Failed: Error, CustomStringConvertible {
    let description = "the memory is worn out"
  }

  /// Collectives of a rank, counted over all groups, at one of which it fails.
  private final class Countdown {
    var calls = 0
    var failsAt: Int?
  }

  private struct Outcome: Sendable {
    var calls = 0
    var step = 0
    var error = ""
    var isUnchanged = false
  }

  /// One step in which `failing` fails at its collective number `call`.
  private func step(
    _ placement: MuonPlacement, _ mode: MuonMode, ranks: Int, failing: Int, at call: Int?
  ) throws -> [Outcome] {
    let problem = placement.problem
    let sharding = ModelSharding(problem.parameters, on: placement.mesh(ranks))
    var options = ParallelMuonOptions()
    (options.mode, options.chunkSize, options.warmup) = (mode, ranks, 2)
    return try ThreadWorld(size: ranks, deadline: 60).run { [options] inner in
      let countdown = Countdown()
      let world = WatchedCommunicator(inner) { _, group, site in
        if countdown.calls == countdown.failsAt { group.fail(Failed(), at: site) }
        countdown.calls += 1
      }
      let part = problem.part(sharding, of: world.rank)
      let store = part.store()
      let optimizer = try Optimizer(
        .muon(.init()), parameters: store, sharding: sharding, muon: options, over: world)
      let before = store.bits
      if world.rank == failing { countdown.failsAt = call }
      var gradients = part.gradients(0, store)
      var outcome = Outcome()
      do {
        _ = try optimizer.step(
          &gradients, learningRate: 0.02, gradientNorm: 1, gradientClip: 1, maxLogits: [])
      } catch {
        outcome.error = "\(error)"
      }
      outcome.calls = countdown.calls
      outcome.step = optimizer.step
      outcome.isUnchanged = store.bits == before
      return outcome
    }
  }

  @Test(
    arguments: [MuonPlacement.hsdp, .fsdpInsideTP], [MuonMode.distributed, .parallelPipelined])
  func nothingChangesOnAnyRank(_ placement: MuonPlacement, _ mode: MuonMode) throws {
    let ranks = 4
    let well = try step(placement, mode, ranks: ranks, failing: 2, at: nil)
    #expect(well.allSatisfy { $0.error.isEmpty && $0.step == 1 && !$0.isUnchanged })
    #expect(well[2].calls > 8)
    for call in 0..<well[2].calls {
      let outcomes = try step(placement, mode, ranks: ranks, failing: 2, at: call)
      for (rank, outcome) in outcomes.enumerated() {
        #expect(outcome.isUnchanged && outcome.step == 0, "rank \(rank), call \(call)")
        #expect(
          outcome.error.contains("rank 2") && outcome.error.contains("the memory is worn out"),
          "rank \(rank), call \(call): \(outcome.error)")
      }
    }
  }

  @Test(arguments: [Float.nan, .infinity])
  func aNumberThatIsNotFiniteRefusesTheStepOnAllRanks(_ bad: Float) throws {
    let problem = MuonPlacement.uneven.problem
    let sharding = ModelSharding(problem.parameters, on: Mesh(dpShard: 3))
    let sentences = try ThreadWorld(size: 3, deadline: 60).run { world -> String in
      let part = problem.part(sharding, of: world.rank)
      let store = part.store()
      let optimizer = try Optimizer(
        .muon(.init()), parameters: store, sharding: sharding, over: world)
      let before = (store.bits, optimizer.state.map(\.tensor.values))
      var gradients = part.gradients(0, store)
      if world.rank == 1 {
        let parameter = store.parameters[0]
        gradients.set(Tensor(repeating: bad, shape: parameter.spec.shape), for: parameter)
      }
      let norm = optimizer.gradientNorm(gradients, over: TensorGroup(world))
      let error = #expect(throws: NumericError.self) {
        _ = try optimizer.step(
          &gradients, learningRate: 0.02, gradientNorm: norm, gradientClip: 1, maxLogits: [])
      }
      #expect(store.bits == before.0 && optimizer.state.map(\.tensor.values) == before.1)
      return error?.description ?? ""
    }
    #expect(
      sentences == Array(repeating: "the gradient norm is \(bad); the step was not taken", count: 3)
    )
  }
}
