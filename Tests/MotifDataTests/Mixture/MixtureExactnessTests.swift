import Testing

@testable import MotifData

/// Drawn tokens stay within one sequence of the planned ones after every row, whatever the schedule.
@Suite("Realised shares") struct MixtureExactnessTests {
  private func picker(_ schedule: CurriculumSchedule, _ mixture: RandomMixture) -> DomainPicker {
    DomainPicker(
      schedule, totalTokens: mixture.totalTokens,
      limits: mixture.domains.map { _ in .max }, stops: false, seed: 5)
  }

  @Test("over 400 random schedules") func everyRowIsWithinOneSequence() throws {
    var worst = 0.0
    for index in 0..<400 {
      let mixture = RandomMixture(index)
      var picker = picker(try mixture.schedule(), mixture)
      var planned = mixture.domains.map { _ in 0.0 }
      var tokens = 0
      for length in mixture.lengths {
        let start = Double(tokens)
        tokens += length
        for (domain, more) in mixture.planned(
          from: start, to: Double(tokens), parts: 1
        ).enumerated() { planned[domain] += more }
        try #require(picker.next(length: length) != nil)
        for (drawn, plan) in zip(picker.sampler.tokensDrawn, planned) {
          worst = max(worst, abs(Double(drawn) - plan) / Double(length))
        }
      }
      #expect(worst < 1, "schedule \(index)")
    }
    #expect(worst > 0.8, "the schedules are hard enough to tell one method from another")
  }

  @Test("with the reasoning group at its cap, over 300 random schedules")
  func everyRowIsWithinOneSequenceUnderTheCap() throws {
    for index in 0..<300 {
      let mixture = RandomMixture(index, hasGroup: true)
      let schedule = try mixture.schedule()
      var picker = picker(schedule, mixture)
      let curve = schedule.curve(
        totalTokens: mixture.totalTokens, isOpen: mixture.domains.map { _ in true })
      var tokens = 0
      for length in mixture.lengths {
        tokens += length
        try #require(picker.next(length: length) != nil)
        let planned = curve.integrals(from: 0, to: Double(tokens))
        let apart = zip(picker.sampler.tokensDrawn, planned).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(
          apart < Double(length), "schedule \(index), token \(tokens) of \(mixture.totalTokens)")
      }
    }
  }

  @Test("the closed form is the integral of the definition, with and without a cap")
  func theClosedFormIsTheIntegral() throws {
    for index in 0..<60 {
      let mixture = RandomMixture(index, hasGroup: index % 2 == 0)
      let schedule = try mixture.schedule()
      let end = Double(mixture.totalTokens)
      let curve = schedule.curve(
        totalTokens: mixture.totalTokens, isOpen: mixture.domains.map { _ in true })
      for (start, stop) in [(0, end), (0.1 * end, 0.7 * end), (0.99 * end, 1.5 * end)] {
        let found = curve.integrals(from: start, to: stop)
        let wanted = mixture.planned(from: start, to: stop, parts: 1000)
        for (domain, (value, reference)) in zip(found, wanted).enumerated() {
          #expect(abs(value - reference) < 2e-4 * end, "schedule \(index), domain \(domain)")
        }
        #expect(abs(found.reduce(0, +) - (stop - start)) < 1e-9 * end)
        for domain in mixture.domains.indices where found[domain] > 1e-6 * end {
          let place = curve.position(of: domain, reaching: found[domain] / 2, from: start)
          let reached = curve.integrals(from: start, to: place)[domain]
          #expect(abs(reached - found[domain] / 2) < 1e-9 * end)
        }
      }
      let place = mixture.axis == .tokens ? 0.4 * end : 0.4
      for (share, wanted) in zip(schedule.shares(at: place), mixture.shares(at: place)) {
        #expect(abs(share - wanted) < 1e-11)
      }
    }
  }

  @Test("expected tokens are what the drawn ones are held to") func expectedTokens() throws {
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress,
        knots: [.init(at: 0, weights: ["a": 1]), .init(at: 1, weights: ["b": 1])]),
      domains: ["a", "b"])
    #expect(schedule.expectedTokens(after: 1000, totalTokens: 1000) == [500, 500])
    #expect(schedule.expectedTokens(after: 500, totalTokens: 1000) == [375, 125])
  }

  @Test("a weight of 10⁻¹² waits, and one of zero is never drawn") func tinyWeights() throws {
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress,
        knots: [.init(at: 0, weights: ["a": 1, "tiny": 1e-12, "least": 5e-300])]),
      domains: ["a", "none", "tiny", "least"])
    var picker = DomainPicker(
      schedule, totalTokens: 80_000, limits: [.max, .max, .max, .max], stops: false, seed: 1)
    for _ in 0..<10_000 { #expect(picker.next(length: 8) == 0) }
  }
}
