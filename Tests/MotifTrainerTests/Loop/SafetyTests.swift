import Foundation
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import Testing

@testable import MotifTrainer

/// Numbers that are not sane: seen before anything changes, and treated as the policy says.
@Suite struct SafetyTests {
  /// The state right before the poisoned step, and the error.
  @Test func stopLeavesEverythingAsItWas() throws {
    let training = try TinyTraining()
    var before: [[UInt32]] = []
    training.inspect = { attempt, gradients in
      if attempt == 7 {
        before = training.bits
        training.poison(&gradients)
      }
    }
    let error = #expect(throws: NumericError.self) { try training.run("a") }
    let sentences = try #require(error).description.split(separator: "\n")
    #expect(sentences.first == "step 7: the gradient norm is nan; the step was not taken")
    #expect(sentences.last?.contains("--resume") == true, "what one can do is said")
    #expect(training.bits == before && !before.isEmpty)
    #expect(training.optimizer.step == 6)
    #expect(try training.records("a").map(\.step) == Array(1...6))
    #expect(try training.folder("a").checkpoints.latest().checkpoint?.step == 4)
  }

  @Test func skipPassesOverTheBatch() throws {
    let training = try TinyTraining()
    training.options.safety.onNonFinite = .skip
    var before: [[UInt32]] = []
    var after: [[UInt32]] = []
    training.inspect = { attempt, gradients in
      if attempt == 7 {
        before = training.bits
        training.poison(&gradients)
      }
      if attempt == 8 { after = training.bits }
    }
    try training.run("a")
    #expect(before == after && !before.isEmpty)
    let records = try training.records("a")
    #expect(records.map(\.step) == Array(1...12))
    // The seventh batch was read, not learnt from.
    let read = (1...12).map { step in Double(64 * (step > 6 ? step + 1 : step)) }
    #expect(records.map { $0.number("tokens") } == read)
    let refused = records.filter { $0.number("refusedSteps") == 1 }
    #expect(refused.map(\.step) == Array(7...12))
    #expect(training.messages.contains("its batch is passed over (refused step 1 of at most 10)"))
    let state = try #require(training.folder("a").checkpoints.latest().checkpoint).state()
    let refusal = try #require(state.safety.refusals.first)
    #expect(refusal.step == 7 && refusal.tokens == 7 * 64 && refusal.resumedFrom == nil)
    #expect(refusal.cause == .notFinite && state.safety.refusals.count == 1)
  }

  @Test(arguments: [0, 3]) func rollbackGoesBackToACheckpoint(_ distance: Int) throws {
    let training = try TinyTraining()
    training.options.safety.onNonFinite = .rollback
    training.options.safety.rollbackSteps = distance
    training.options.checkpointInterval = 2
    let target = distance == 0 ? 6 : 4  // of the checkpoints 2, 4, 6 when step 8 is refused
    var states: [Int: [[UInt32]]] = [:]
    training.inspect = { attempt, gradients in
      // Before the first step after the rollback, the state is the checkpoint's.
      states[attempt] = training.bits
      if attempt == 8 { training.poison(&gradients) }
    }
    try training.run("a")
    #expect(states[9] == states[target + 1] && states[9] != states[8])
    let records = try training.records("a")
    #expect(records.map(\.step) == Array(1...12))
    let slowed = records.filter { $0.number("rateFactor") == 0.5 }
    #expect(slowed.map(\.step) == Array((target + 1)...12))
    #expect(records.last?.number("learningRate") == 0.5e-2)
    #expect(records.last?.number("tokens") == Double(64 * (8 + 12 - target)))
    #expect(training.messages.contains("went back to step \(target)"))
  }

  /// What was validated after the checkpoint is no longer so; a save right after the rollback, as a
  /// signal asks for, must not change the score.
  @Test(arguments: [2, 3]) func rollbackTakesTheScoreOfTheCheckpoint(_ interval: Int) throws {
    let training = try TinyTraining()
    training.options.safety.onNonFinite = .rollback
    training.options.safety.rollbackSteps = 3
    training.options.checkpointInterval = 2
    training.options.evaluationInterval = interval
    var score: Double?
    var validated: (step: Int, bitsPerByte: Double)?
    training.inspect = { [unowned training] attempt, gradients in
      if attempt == 8 {
        score = try? training.folder("a").checkpoints.latest(upTo: 4).checkpoint?.score()
        training.poison(&gradients)
      }
      if attempt == 9 { validated = training.trainer?.position.validated }
    }
    try training.run("a")
    #expect(training.messages.contains("went back to step 4"))
    #expect((score != nil) == (interval == 2))
    #expect(validated?.step == (interval == 2 ? 4 : nil) && validated?.bitsPerByte == score)
  }

  /// ⟨q2, k2⟩ = −400 counts as −20: nearly nothing is added to λ, and training goes on.
  @Test func aClampedLambdaIsNamedOnce() throws {
    let training = try TinyTraining()
    training.inspect = { [unowned training] attempt, _ in
      guard attempt == 5 else { return }
      for (name, number) in [("lambda_q2", Float(10)), ("lambda_k2", -10)] {
        let parameter = training.model.parameters["model.layers.0.self_attn.\(name)"]
        parameter?.value = Tensor([Float](repeating: number, count: 4))
      }
    }
    try training.run("a")
    let records = try training.records("a")
    let clamped = records.filter { $0["clampedLambdas"] == .list([0]) }
    #expect(clamped.map(\.step) == Array(5...12))
    let text = "its vectors is held at ±20 and has no gradient"
    #expect(training.messages.components(separatedBy: text).count == 2)
    #expect(training.messages.contains("step 5  λ of layer 0 is "))
  }

  @Test func rollbackNeedsACheckpoint() throws {
    let training = try TinyTraining()
    training.options.safety.onNonFinite = .rollback
    training.inspect = { attempt, gradients in if attempt == 3 { training.poison(&gradients) } }
    let error = #expect(throws: NumericError.self) { try training.run("a") }
    #expect(error?.description.contains("there is no checkpoint of step 2 or before") == true)
  }

  @Test(arguments: [StepGuard.Options.Policy.skip, .rollback])
  func theBudgetEndsARunThatCannotGoOn(_ policy: StepGuard.Options.Policy) throws {
    let training = try TinyTraining()
    training.options.safety.onNonFinite = policy
    training.options.safety.budget = 3
    training.inspect = { attempt, gradients in if attempt > 6 { training.poison(&gradients) } }
    let error = #expect(throws: NumericError.self) { try training.run("a") }
    #expect(
      error?.description.contains("3 steps were refused before, which was the whole budget")
        == true,
      "\(String(describing: error))")
    #expect(try training.folder("a").checkpoints.latest().checkpoint?.step == 4)
  }

  /// Stopped at every checkpoint and resumed, a run with refusals has the bits of the whole one.
  @Test(arguments: [StepGuard.Options.Policy.skip, .rollback])
  func aResumedRunRefusesTheSame(_ policy: StepGuard.Options.Policy) throws {
    let training = try TinyTraining()
    training.options.safety.onNonFinite = policy
    training.options.safety.rollbackSteps = 1
    training.options.checkpointInterval = 2
    // Which step is poisoned depends on the numbers alone, as a real one does.
    func poisonSome(_: Int, _ gradients: inout Gradients) {
      let first = training.model.parameters.parameters[0]
      let bits = gradients[first]?.values.reduce(0) { $0 ^ $1.bitPattern } ?? 0
      if bits % 4 == 1, training.optimizer.step >= 4 { training.poison(&gradients) }
    }
    training.inspect = poisonSome
    training.options.safety.budget = 30
    try training.run("whole")
    let bits = training.bits
    let whole = try training.records("whole")
    try #require(whole.last?.number("refusedSteps") ?? 0 > 0, "nothing was refused")

    let all = training.steps
    for end in stride(from: 2, to: all, by: 2) {
      // A run of fewer steps ends with a checkpoint of the same state.
      training.steps = end
      try training.run("cut")
    }
    training.steps = all
    try training.run("cut")
    #expect(training.bits == bits)
    #expect(
      try training.records("cut").map { $0.number("loss") } == whole.map { $0.number("loss") })
  }

  @Test func aSpikeIsRefusedBeforeAnythingChanges() throws {
    let training = try TinyTraining()
    training.options.safety.spikeWindow = 4
    training.options.safety.onSpike = .skip
    training.inspect = { attempt, _ in
      if attempt == 6 {
        // The next logits, and with them the loss, are far above those before.
        for norm in training.model.parameters.parameters where norm.name == "model.norm.weight" {
          norm.value = Tensor(norm.value.values.map { $0 * 200 }, shape: norm.spec.shape)
        }
      }
    }
    training.options.safety.budget = 2
    let error = #expect(throws: NumericError.self) { try training.run("a") }
    #expect(error?.cause == .spike)
    #expect(training.optimizer.step == 6)
    #expect(error?.description.contains("is a spike: it exceeds") == true)

    training.options.safety.onSpike = .warn
    try training.run("b")
    #expect(try training.records("b").contains { $0.number("spikeLimit") != nil && $0.step == 7 })
    #expect(training.messages.contains("is a spike, above"))
  }

  @Test func aSpikeIsSixDeviationsAboveTheMean() {
    var detector = SpikeDetector()
    let window = 128
    for index in 0..<window {
      #expect(detector.limit(window: window, sigma: 6) == nil)
      detector.accept(index % 2 == 0 ? 2 : 4, window: window)
    }
    // Mean 3, deviation 1.
    #expect(detector.limit(window: window, sigma: 6) == 9)
    #expect(detector.limit(window: window, sigma: 0) == nil)
    for _ in 0..<window { detector.accept(5, window: window) }
    #expect(detector.losses.count == window)
    #expect(detector.limit(window: window, sigma: 6) == 5)
    #expect(StepGuard(.init(), state: .init()).exceededLimit(1e9) == nil)
  }
}
