import MotifOptimizer
import Testing

/// Tokens to rows, length, rate and rotary base.
@Suite("Training schedule") struct TrainingScheduleTests {
  private let rate = LearningRateSchedule.wsd(
    WarmupStableDecay(peak: 2e-3, warmup: 3, decayStart: 7, decayLength: 3))

  @Test("without ramps, steps and rates are those counted in steps, to the bit")
  func constant() {
    let schedule = TrainingSchedule(
      learningRate: rate, nominalTokens: 96, totalTokens: 960, rows: [.init(at: 0, 3)],
      lengths: [.init(at: 0, 32)])
    #expect(schedule.stepCount == 10)
    for number in 1...10 {
      let step = schedule[number]
      #expect(step.rows == 3 && step.length == 32 && step.rotaryBase == nil)
      #expect(step.tokensBefore == (number - 1) * 96)
      #expect(step.learningRate == rate.rate(at: Double(number)))
    }
  }

  @Test("a ramp takes effect at the first step that begins behind its moment")
  func ramps() {
    let schedule = TrainingSchedule(
      learningRate: rate, nominalTokens: 64, totalTokens: 1000,
      rows: [.init(at: 0, 2), .init(at: 100, 4), .init(at: 500, 6)],
      lengths: [.init(at: 0, 32), .init(at: 500, 48)],
      rotaryBases: [.init(at: 500, 5e5)])
    // Replayed step by step, which is what the closed form stands for.
    var (tokens, number) = (0, 0)
    while tokens < 1000 {
      number += 1
      let step = schedule[number]
      #expect(step.tokensBefore == tokens)
      #expect(step.rows == (tokens < 100 ? 2 : tokens < 500 ? 4 : 6), "step \(number)")
      #expect(step.length == (tokens < 500 ? 32 : 48), "step \(number)")
      #expect(step.rotaryBase == (tokens < 500 ? nil : 5e5))
      tokens = step.tokensAfter
      #expect(step.learningRate == rate.rate(at: Double(tokens) / 64))
    }
    #expect(number == schedule.stepCount && schedule.largestStep == 288)
  }

  @Test("two knots inside one step leave only the later one", arguments: [65, 70, 127, 128])
  func crowdedKnots(moment: Int) {
    let schedule = TrainingSchedule(
      learningRate: rate, nominalTokens: 64, totalTokens: 640,
      rows: [.init(at: 0, 2), .init(at: 65, 3), .init(at: moment, 5)], lengths: [.init(at: 0, 32)])
    #expect(schedule[2].rows == 2 && schedule[3].tokensBefore == 128)
    #expect(schedule[3].rows == 5)
    #expect(schedule.stepCount == 2 + (640 - 128 + 159) / 160)
  }

  @Test("lengths near the largest number do not overflow")
  func extremes() {
    let schedule = TrainingSchedule(
      learningRate: rate, nominalTokens: 1 << 24, totalTokens: 1 << 60,
      rows: [.init(at: 0, 1 << 12)],
      lengths: [.init(at: 0, 1 << 12)])
    #expect(schedule.stepCount == 1 << 36)
    #expect(schedule[1 << 36].tokensAfter == 1 << 60)
  }
}
