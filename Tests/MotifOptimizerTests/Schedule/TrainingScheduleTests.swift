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

  /// Warm-up for 3 nominal steps, annealing from the 7th on; a nominal step is 64 tokens.
  @Test("phases follow each other, and those that a run does not have are left out")
  func phases() {
    func phases(_ rate: LearningRateSchedule, tokens: Int, rows: Int = 2) -> [String] {
      TrainingSchedule(
        learningRate: rate, nominalTokens: 64, totalTokens: tokens, rows: [.init(at: 0, rows)],
        lengths: [.init(at: 0, 32)]
      ).phases.map { "\($0.name) \($0.firstStep)-\($0.lastStep)" }
    }
    #expect(phases(rate, tokens: 640) == ["warm-up 1-3", "stable 4-7", "anneal 8-10"])
    #expect(phases(rate, tokens: 1280, rows: 1) == ["warm-up 1-6", "stable 7-14", "anneal 15-40"])
    #expect(phases(rate, tokens: 320) == ["warm-up 1-3", "stable 4-5"])
    #expect(phases(rate, tokens: 128) == ["warm-up 1-2"])
    let cosine = LearningRateSchedule.cosine(WarmupCosine(peak: 1e-3, warmup: 2, total: 10))
    #expect(phases(cosine, tokens: 640) == ["warm-up 1-2", "anneal 3-10"])
    let constant = LearningRateSchedule.wsd(
      WarmupStableDecay(peak: 1e-3, warmup: 0, decayStart: 5, decayLength: 0))
    #expect(phases(constant, tokens: 640) == ["stable 1-10"])
  }

  @Test("a length that moves is a ramp, other knots are none")
  func lengthRamps() {
    func ramps(_ lengths: [TrainingSchedule.Knot<Int>], rows: Int = 4) -> Bool {
      TrainingSchedule(
        learningRate: rate, nominalTokens: 64, totalTokens: 640,
        rows: [.init(at: 0, 2), .init(at: 320, rows)], lengths: lengths
      ).rampsLength
    }
    #expect(ramps([.init(at: 0, 32), .init(at: 128, 64)]))
    #expect(!ramps([.init(at: 0, 32)]) && !ramps([.init(at: 0, 32), .init(at: 128, 32)]))
    #expect(!ramps([.init(at: 0, 32), .init(at: 640, 64)]), "after the end")
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
