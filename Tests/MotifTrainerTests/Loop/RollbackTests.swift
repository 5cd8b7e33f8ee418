import Foundation
import MotifCore
import MotifOptimizer
import MotifReport
import MotifTensor
import Testing

@testable import MotifTrainer

/// Where a rollback goes depends on the schedule of checkpoints and on nothing else.
@Suite struct RollbackTests {
  /// A run whose batches with the numbers `poisoned`, counted from 1, give no finite gradient, and
  /// which a signal ends in the batches `stopped`.
  private func training(poisoned: Set<Int>, stopped: Set<Int> = []) throws -> TinyTraining {
    let training = try TinyTraining()
    training.isValidated = false
    training.options.safety.onNonFinite = .rollback
    training.options.safety.budget = 30
    // By what was read, as a real one: the number of attempts begins anew with every resume.
    training.inspect = { [unowned training] _, gradients in
      let batch = (training.trainer?.position.tokens ?? 0) / 64
      if poisoned.contains(batch) { training.poison(&gradients) }
      if stopped.contains(batch) { training.stop.request() }
    }
    return training
  }

  private func runToTheEnd(_ training: TinyTraining, _ name: String) throws -> Int {
    var stops = 0
    while case .stopped = try training.run(name) { stops += 1 }
    return stops
  }

  /// The losses and refusals of a run, in the order of its log.
  private func story(_ training: TinyTraining, _ name: String) throws -> [[Double?]] {
    try training.records(name).map { record in
      ["step", "loss", "tokens", "rateFactor", "refusedSteps"].map { record.number($0) }
    }
  }

  /// A signal after step 6, a bad batch in step 8: back to step 4, as without the signal.
  @Test func aSignalDoesNotChangeWhereARollbackGoes() throws {
    let whole = try self.training(poisoned: [8])
    _ = try runToTheEnd(whole, "whole")
    #expect(whole.messages.contains("went back to step 4"))
    let cut = try self.training(poisoned: [8], stopped: [6])
    #expect(try runToTheEnd(cut, "cut") == 1)
    #expect(cut.messages.contains("went back to step 4"), "\(cut.messages)")
    #expect(cut.bits == whole.bits)
    #expect(try story(cut, "cut") == story(whole, "whole"))
  }

  /// Signals at random steps, bad batches at random, checkpoints kept as the settings say: the bits of
  /// a run that nothing stopped and that kept everything.
  @Test(arguments: 0..<10) func stoppedOrNotARunHasTheSameBits(_ seed: UInt64) throws {
    var random = CounterRandom(seed: seed, name: "rollback")
    func some(_ count: Int, _ range: ClosedRange<Int>) -> Set<Int> {
      Set((0..<count).map { _ in range.lowerBound + random.integer(below: range.count) })
    }
    let (interval, distance) = (2 + random.integer(below: 4), random.integer(below: 6))
    // Not before there is a checkpoint to go back to.
    let poisoned = some(3, interval + distance + 1...18)
    let stopped = some(6, 1...22)
    func prepared(_ stopped: Set<Int>, _ retention: CheckpointStore.Retention) throws
      -> TinyTraining
    {
      let training = try self.training(poisoned: poisoned, stopped: stopped)
      training.options.checkpointInterval = interval
      training.options.safety.rollbackSteps = distance
      training.steps = 16
      training.retention = retention
      return training
    }
    let whole = try prepared([], .init(last: 99))
    _ = try runToTheEnd(whole, "whole")
    var retention = CheckpointStore.Retention(last: 1 + random.integer(below: 2))
    retention.reach = distance
    let cut = try prepared(stopped, retention)
    if random.integer(below: 2) == 0 { cut.stop.request() }
    let stops = try runToTheEnd(cut, "cut")
    #expect(stops > 0)
    let says = "every \(interval), back \(distance), bad \(poisoned), stopped \(stopped)"
    #expect(cut.bits == whole.bits, "\(says)")
    #expect(try story(cut, "cut") == story(whole, "whole"), "\(says)")
  }

  /// A signal before the first step saves, but a run that nobody stopped has nothing to go back to.
  @Test func theStartIsNoPlaceToGoBackTo() throws {
    let training = try self.training(poisoned: [2])
    training.stop.request()
    #expect(try training.run("a") == .stopped(step: 0))
    let error = #expect(throws: NumericError.self) { try training.run("a") }
    #expect(error?.description.contains("there is no checkpoint of step 1 or before") == true)
  }

  /// Refusals in quick succession go back to the same checkpoint, not past all that are kept.
  @Test func refusalsInQuickSuccessionGoToTheSamePlace() throws {
    let training = try self.training(poisoned: [11, 12, 13])
    training.options.safety.rollbackSteps = 3
    training.options.checkpointInterval = 2
    var kept = CheckpointStore.Retention(last: 1)
    kept.reach = 3
    training.retention = kept
    try training.run("a")
    #expect(training.messages.components(separatedBy: "went back to step 6,").count == 4)
    #expect(training.optimizer.step == 12)
  }

  @Test func theTargetIsNoFurtherThanBefore() {
    var stepGuard = StepGuard()
    func target(_ step: Int) -> Int { stepGuard.rollbackTarget(from: step) }
    #expect([1, 5, 67].map(target) == [0, 4, 66])
    let options = {
      var options = StepGuard.Options()
      options.rollbackSteps = 40
      return options
    }()
    stepGuard = StepGuard(options)
    #expect([1, 67, 100].map(target) == [-40, 26, 59])
    stepGuard.state.refusals = [
      .init(step: 67, tokens: 1, cause: .notFinite, resumedFrom: 20),
      .init(step: 30, tokens: 2, cause: .spike, resumedFrom: nil),
    ]
    #expect([21, 30, 50, 61, 62, 67, 68, 100].map(target) == [20, 20, 20, 20, 21, 26, 27, 59])
    stepGuard.state.refusals.append(
      .init(step: 45, tokens: 3, cause: .notFinite, resumedFrom: 30))
    #expect([31, 45, 46, 68].map(target) == [30, 30, 20, 27])
  }
}
