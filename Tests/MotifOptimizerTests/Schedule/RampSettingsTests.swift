import Testing

@testable import MotifOptimizer

/// Batches and lengths over a run.
@Suite("Ramp settings") struct RampSettingsTests {
  private func ramp(
    _ preset: RampSettings.Preset = .none, batch: [(Double, Int)] = [],
    sequence: [(Double, Int, Double)] = []
  ) -> RampSettings {
    var ramp = RampSettings()
    ramp.preset = preset
    ramp.batch = batch.map { at, tokens in
      var knot = RampSettings.Batch()
      (knot.at, knot.tokens) = (at, tokens)
      return knot
    }
    ramp.sequence = sequence.map { at, length, theta in
      var knot = RampSettings.Sequence()
      (knot.at, knot.length, knot.ropeTheta) = (at, length, theta)
      return knot
    }
    return ramp
  }

  @Test("the preset is the report's: 16M to 80M tokens, 4,096 to 16,384 a sequence") func preset() {
    let stages = ramp(.motif2_12_7B)
      .stages(tokens: 1 << 24, length: 4096, annealStart: 0.82)
    #expect(stages.map(\.tokens).map { $0 >> 20 } == [16, 32, 48, 64, 80, 80, 80])
    #expect(stages.map(\.length) == [4096, 4096, 4096, 4096, 4096, 8192, 16_384])
    #expect(stages.map(\.rows) == [4096, 8192, 12_288, 16_384, 20_480, 10_240, 5120])
    let moments = [0, 0.05, 0.15, 0.3, 0.5, 0.82 + 0.18 * 0.6, 0.82 + 0.18 * 0.8]
    #expect(zip(stages.map(\.at), moments).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(
      ramp(.motif2_12_7B).problems(
        tokens: 1 << 24, length: 4096, annealStart: 0.82, maximumLength: 32_768
      ).isEmpty)
  }

  @Test("lists take the place of the preset's parts, and meet in one stage") func lists() {
    let stages = ramp(.motif2_12_7B, batch: [(0.5, 96), (0.9, 192)], sequence: [(0.9, 32, 5e4)])
      .stages(tokens: 48, length: 16, annealStart: 0.8)
    #expect(stages.map(\.at) == [0, 0.5, 0.9] && stages.map(\.tokens) == [48, 96, 192])
    #expect(stages.map(\.rows) == [3, 6, 6] && stages.map(\.rotaryBase) == [nil, nil, 5e4])
  }

  @Test("a base that is not given stays in force") func bases() {
    let stages = ramp(sequence: [(0.2, 32, 5e4), (0.4, 64, 0), (0.6, 128, 1e6)])
      .stages(tokens: 128, length: 16, annealStart: 0.8)
    #expect(
      stages.map(\.rotaryBase) == [nil, 5e4, 5e4, 1e6] && stages.map(\.rows) == [8, 4, 2, 1])
  }

  @Test("mistakes are named") func mistakes() {
    let cases: [(RampSettings, String)] = [
      (ramp(batch: [(0, 96)]), "batch.0.at is 0.0, but must lie after 0.0, where the run begins"),
      (ramp(batch: [(0.5, 96), (0.5, 48)]), "batch.1.at is 0.5, but must lie after 0.5"),
      (ramp(sequence: [(0.5, 32, 0), (0.4, 64, 0)]), "sequence.1.at is 0.4, but must lie after"),
      (ramp(batch: [(0.5, 100)]), "batch.0.tokens makes batches of 100 tokens in sequences of 16"),
      (ramp(batch: [(0.5, 8)]), "batch.0.tokens makes batches of 8 tokens"),
      (ramp(sequence: [(0.5, 32, 0)]), "sequence.0.length makes batches of 48 tokens in sequences"),
      (ramp(sequence: [(0.5, 128, 0)]), "sequence.0.length makes sequences of 128 tokens, but the"),
      (ramp(.motif2_12_7B), "preset makes batches of 240 tokens in sequences of 32"),
    ]
    for (ramp, wanted) in cases {
      let found = ramp.problems(tokens: 48, length: 16, annealStart: 0.82, maximumLength: 64)
      #expect(
        found.first.map { "\($0.key) \($0.reason)" }?.hasPrefix(wanted) == true,
        "\(found) – \(wanted)")
    }
  }

  @Test("the rate grows with the root of the batch where that is wanted", arguments: [false, true])
  func scaling(isScaled: Bool) {
    let rate = LearningRateSchedule.wsd(
      WarmupStableDecay(peak: 1e-3, total: 50, warmupFraction: 0.1, decayFraction: 0.2))
    let schedule = TrainingSchedule(
      learningRate: rate, nominalTokens: 64, totalTokens: 3200,
      rows: [.init(at: 0, 4), .init(at: 320, 8), .init(at: 1000, 20)],
      lengths: [.init(at: 0, 16)], scalesRate: isScaled)
    for number in 1...schedule.stepCount {
      let step = schedule[number]
      let factor = isScaled ? (Double(step.tokens) / 64).squareRoot() : 1
      #expect(step.learningRate == rate.rate(at: Double(step.tokensAfter) / 64) * factor)
    }
    #expect(schedule.stages.map(\.rows) == [4, 8, 20])
    #expect(schedule.step(at: 0) == 0 && schedule.step(at: 3200) == schedule.stepCount)
    for number in 0...schedule.stepCount {
      #expect(schedule.step(at: Double(min(3200, schedule[number + 1].tokensBefore))) == number)
    }
  }
}
