import Testing

@testable import MotifData

/// Shares are piecewise linear and sum to 1.
@Suite struct CurriculumScheduleTests {
  private typealias Knot = CurriculumSchedule.Knot

  private func expectClose(_ values: [Double], _ expected: [Double], _ label: String) {
    #expect(values.count == expected.count)
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(label): \(values)")
  }

  @Test func valuesAtKnotsAndBetween() throws {
    let schedule = try CurriculumSchedule(
      knots: [
        Knot(progress: 0.2, weights: [3, 1]), Knot(progress: 0.6, weights: [1, 1]),
        Knot(progress: 1, weights: [0, 5]),
      ], domainCount: 2)
    let expected = [
      (0.0, 0.75), (0.2, 0.75), (0.3, 0.6875), (0.4, 0.625), (0.6, 0.5), (0.7, 0.375), (0.8, 0.25),
      (1.0, 0), (2.0, 0),
    ]
    for (progress, share) in expected {
      expectClose(schedule.shares(at: progress), [share, 1 - share], "at \(progress)")
    }
  }

  @Test func aPublishedCurriculumStaysNormalised() throws {
    let first = [0.68, 0.07, 0.01, 0.06, 0.05, 0.10, 0.02, 0.01]
    let last = [0.33, 0.00, 0.30, 0.03, 0.01, 0.18, 0.10, 0.05]
    let schedule = try CurriculumSchedule(
      knots: [
        Knot(progress: 0, weights: first.map { $0 * 7 }), Knot(progress: 1, weights: last),
      ],
      domainCount: 8)
    for step in 0...20 {
      let u = Double(step) / 20
      let shares = schedule.shares(at: u)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      expectClose(shares, zip(first, last).map { (1 - u) * $0 + u * $1 }, "at \(u)")
    }
  }

  @Test func withoutKnotsSharesAreEqual() throws {
    let schedule = try CurriculumSchedule(knots: [], domainCount: 4)
    for progress in [0, 0.5, 1] {
      expectClose(schedule.shares(at: progress), [0.25, 0.25, 0.25, 0.25], "at \(progress)")
    }
    let one = try CurriculumSchedule(knots: [Knot(progress: 0.5, weights: [1, 3])], domainCount: 2)
    for progress in [0, 0.5, 1] { expectClose(one.shares(at: progress), [0.25, 0.75], "one") }
  }

  @Test(
    arguments: [
      ([(0.0, [1.0])], 0, "a mixture needs at least one domain"),
      ([(1.5, [1.0])], 1, "the progress of a mixture knot is 1.5, expected 0 to 1"),
      ([(-0.1, [1.0])], 1, "the progress of a mixture knot is -0.1, expected 0 to 1"),
      ([(.nan, [1.0])], 1, "the progress of a mixture knot is nan, expected 0 to 1"),
      (
        [(0.5, [1.0]), (0.5, [1.0])], 1,
        "mixture knots must advance: a knot at 0.5 follows one at 0.5"
      ),
      (
        [(0.5, [1.0]), (0.2, [1.0])], 1,
        "mixture knots must advance: a knot at 0.2 follows one at 0.5"
      ),
      ([(0.0, [1.0])], 2, "a mixture knot has 1 weights for 2 domains"),
      ([(0.0, [0.0, 0.0])], 2, "mixture weights [0.0, 0.0] must be ≥ 0, finite and not all zero"),
      (
        [(0.0, [2.0, -1.0])], 2, "mixture weights [2.0, -1.0] must be ≥ 0, finite and not all zero"
      ),
      ([(0.0, [.nan, 1.0])], 2, "mixture weights [nan, 1.0] must be ≥ 0, finite and not all zero"),
      (
        [(0.0, [1e308, 1e308])], 2,
        "mixture weights [1e+308, 1e+308] must be ≥ 0, finite and not all zero"
      ),
    ] as [([(Double, [Double])], Int, String)])
  func impossibleMixturesAreRefused(
    knots: [(Double, [Double])], domains: Int, sentence: String
  ) {
    #expect(throws: DataError.invalid(sentence)) {
      try CurriculumSchedule(
        knots: knots.map { Knot(progress: $0.0, weights: $0.1) }, domainCount: domains)
    }
  }
}
