import Foundation
import MotifTestSupport
import MotifOptimizer
import Testing

@Suite struct ScheduleTests {
  private func schedule(_ fixture: FixtureCase) throws -> LearningRateSchedule {
    let args = try fixture.doubles("args")
    let kind = try fixture.metadata()
    if kind == "cosine" {
      return .cosine(
        WarmupCosine(peak: args[0], warmup: args[1], total: args[2], endRatio: args[4]))
    }
    let shape = try #require(DecayShape(rawValue: String(kind.dropFirst("wsd-".count))))
    return .wsd(
      WarmupStableDecay(
        peak: args[0], warmup: args[1], decayStart: args[2], decayLength: args[3], shape: shape,
        endRatio: args[4]))
  }

  @Test func goldenTables() throws {
    var kinds: Set<String> = []
    for fixture in try Fixtures.cases("schedules") {
      let schedule = try schedule(fixture)
      kinds.insert(try fixture.metadata())
      let rates = try fixture.doubles("s").map { schedule.rate(at: $0) }
      let comparison = Comparison(
        fixture.label, rates, try fixture.doubles("lr"), relative: 1e-10, absolute: 1e-13)
      #expect(comparison.matches, "\(comparison)")
    }
    #expect(kinds.count == DecayShape.allCases.count + 1)
  }

  @Test(arguments: DecayShape.allCases)
  func everyShapeGoesFromOneToTheEndRatio(shape: DecayShape) {
    #expect(shape.factor(0, endRatio: 0.1) == 1)
    #expect(abs(shape.factor(1, endRatio: 0.1) - 0.1) < 1e-15)
    #expect(shape.factor(7, endRatio: 0.1) == shape.factor(1, endRatio: 0.1))
    let values = (0...20).map { shape.factor(Double($0) / 20, endRatio: 0.1) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func fractionsBecomePositions() {
    let schedule = WarmupStableDecay(peak: 1, total: 1000)
    #expect(schedule.warmup == 20)
    #expect(abs(schedule.decayStart - 820) < 1e-9)
    #expect(abs(schedule.decayLength - 180) < 1e-9)
    #expect(schedule.rate(at: 10) == 0.5)
    #expect(schedule.rate(at: 500) == 1)
    #expect(abs(schedule.rate(at: 1000) - 0.1) < 1e-12)
  }

  @Test func degenerateLengthsAreNumbers() {
    #expect(WarmupStableDecay(peak: 2, decayStart: 5).rate(at: 5) == 0.2)
    #expect(WarmupStableDecay(peak: 2, decayStart: 5).rate(at: 4) == 2)
    #expect(WarmupStableDecay(peak: 2, endRatio: 1).rate(at: 1e9) == 2)
    #expect(WarmupCosine(peak: 2, endRatio: 0.5).rate(at: 0) == 1)
  }

  @Test(arguments: DecayShape.allCases) func withoutADecayTheRateStays(shape: DecayShape) {
    for end in [0.1, 0] where end > 0 || ![.exp, .invsqrt].contains(shape) {
      let schedule = WarmupStableDecay(
        peak: 3, total: 10, warmupFraction: 0.2, decayFraction: 0, shape: shape, endRatio: end)
      let knots = [0.0, 1, 2, 9, 10, 11].map { schedule.rate(at: $0) }
      #expect(knots == [0, 1.5, 3, 3, 3, 3])
    }
  }

  /// The knots of schedules that are whole stay as they are.
  @Test func aDecayKeepsItsKnots() {
    let wsd = WarmupStableDecay(
      peak: 3, total: 10, warmupFraction: 0.2, decayFraction: 0.5, shape: .linear, endRatio: 0.5)
    #expect([2.0, 5, 7.5, 10, 11].map { wsd.rate(at: $0) } == [3, 3, 2.25, 1.5, 1.5])
    let cosine = WarmupCosine(peak: 3, warmup: 2, total: 10, endRatio: 0.5)
    #expect([1.0, 2, 10, 11].map { cosine.rate(at: $0) } == [1.5, 3, 1.5, 1.5])
  }

  @Test func aWarmupOverTheWholeRunEndsAtThePeak() {
    let cosine = WarmupCosine(peak: 3, warmup: 10, total: 10, endRatio: 0.1)
    #expect([0.0, 5, 10].map { cosine.rate(at: $0) } == [0, 1.5, 3])
    let wsd = WarmupStableDecay(peak: 3, total: 10, warmupFraction: 1, decayFraction: 0)
    #expect([0.0, 5, 10].map { wsd.rate(at: $0) } == [0, 1.5, 3])
  }

  @Test func problemsNameTheKey() {
    #expect(LearningRateSchedule.wsd(.init(peak: 1, total: 100)).problems.isEmpty)
    let wrong = LearningRateSchedule.wsd(
      .init(peak: 0, warmup: 10, decayStart: 5, decayLength: -1, endRatio: 0))
    let keys = wrong.problems.map { String($0.prefix { $0 != ":" }) }
    #expect(keys == ["peak", "decayStart", "decayLength", "endRatio"])
    #expect(LearningRateSchedule.cosine(.init(warmup: 10, total: 5)).problems.count == 1)
  }
}
