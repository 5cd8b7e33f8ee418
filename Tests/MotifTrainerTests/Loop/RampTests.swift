import MotifModel
import MotifOptimizer
import MotifReport
import Testing

@testable import MotifTrainer

/// A run whose rows, length and rotary base change while it trains.
@Suite("Ramps") struct RampTests {
  private func training() throws -> TinyTraining {
    let training = try TinyTraining()
    training.rows = [.init(at: 0, 2), .init(at: 200, 4), .init(at: 500, 6)]
    training.lengths = [.init(at: 0, 16), .init(at: 400, 32)]
    training.rotaryBases = [.init(at: 400, 50_000)]
    training.options.checkpointInterval = 3
    return training
  }

  @Test("the run follows the schedule step by step and ends with its tokens")
  func follows() throws {
    let training = try training()
    try training.run("a")
    let schedule = training.schedule
    let records = try training.records("a")
    #expect(records.count == schedule.stepCount)
    for record in records {
      let step = schedule[record.step]
      #expect(record.number("tokens") == Double(step.tokensAfter))
      #expect(record.number("learningRate") == step.learningRate)
    }
    #expect(training.model.rotaryBase == 50_000 && training.model.config.ropeTheta == 50_000)
    #expect(try TinyTraining().model.rotaryBase == 10_000)
  }

  @Test("a run that was stopped inside a ramp goes on with the same bits")
  func resumes() throws {
    let whole = try training()
    try whole.run("whole")
    let cut = try training()
    var attempts = 0
    cut.inspect = { attempt, gradients in
      attempts += 1
      if attempt == 8 { cut.poison(&gradients) }
    }
    #expect(throws: NumericError.self) { try cut.run("cut") }
    cut.inspect = { _, _ in }
    try cut.run("cut")
    #expect(attempts == 8 && cut.bits == whole.bits)
  }
}
