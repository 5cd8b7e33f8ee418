import Testing

@testable import MotifData

/// Shares between knots on both axes, and knots outside them.
@Suite struct CurriculumScheduleTests {
  private typealias Knot = CurriculumSchedule.Knot

  private func close(_ values: [Double], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test func thePublishedCurriculumIsLinear() throws {
    let domains = (0..<8).map { "d\($0)" }
    let first = [0.68, 0.07, 0.01, 0.06, 0.05, 0.10, 0.02, 0.01]
    let last = [0.33, 0.00, 0.30, 0.03, 0.01, 0.18, 0.10, 0.05]
    func knot(_ at: Double, _ weights: [Double], scale: Double) -> Knot {
      Knot(
        at: at,
        weights: Dictionary(uniqueKeysWithValues: zip(domains, weights.map { $0 * scale })))
    }
    let byProgress = try CurriculumSchedule(
      .init(axis: .progress, knots: [knot(0, first, scale: 7), knot(1, last, scale: 1)]),
      domains: domains)
    let byTokens = try CurriculumSchedule(
      .init(axis: .tokens, knots: [knot(1000, first, scale: 1), knot(3000, last, scale: 3)]),
      domains: domains)
    for step in 0...20 {
      let u = Double(step) / 20
      let expected = zip(first, last).map { (1 - u) * $0 + u * $1 }
      #expect(close(byProgress.shares(tokens: 500 * u, totalTokens: 500), expected), "at \(u)")
      #expect(close(byTokens.shares(tokens: 1000 + 2000 * u, totalTokens: 9), expected))
      #expect(abs(byProgress.shares(at: u).reduce(0, +) - 1) < 1e-12)
    }
    #expect(close(byTokens.shares(at: 0), first) && close(byTokens.shares(at: 1e12), last))
  }

  @Test func oneKnotHoldsThroughout() throws {
    let schedule = try CurriculumSchedule(
      .init(axis: .progress, knots: [Knot(at: 0.5, weights: ["a": 1, "b": 3])]),
      domains: ["b", "a"])
    for point in [0, 0.5, 1] { #expect(schedule.shares(at: point) == [0.75, 0.25]) }
  }

  @Test func knotsOutsideTheAxisAreRefused() throws {
    for at in [-0.1, 1.5, .infinity, .nan] {
      let sentence = "curriculum knot 0 is at \(at), expected a progress from 0 to 1"
      #expect(throws: DataError.invalid(sentence)) {
        try CurriculumSchedule(
          .init(axis: .progress, knots: [Knot(at: at, weights: ["a": 1])]), domains: ["a"])
      }
    }
    let sentence = "curriculum knot 0 is at -5.0, expected a number of tokens"
    #expect(throws: DataError.invalid(sentence)) {
      try CurriculumSchedule(
        .init(axis: .tokens, knots: [Knot(at: -5, weights: ["a": 1])]), domains: ["a"])
    }
    let sum = "the weights of curriculum knot 0 sum to inf, expected a positive number"
    #expect(throws: DataError.invalid(sum)) {
      try CurriculumSchedule(
        .init(axis: .progress, knots: [Knot(at: 0, weights: ["a": 1e308, "b": 1e308])]),
        domains: ["a", "b"])
    }
  }
}
