import Foundation
import Testing

@testable import MotifData

/// Realised shares follow the schedule, from any state.
@Suite struct MixtureSamplerTests {
  private static let rows = 10_000

  private func schedule() throws -> CurriculumSchedule {
    try CurriculumSchedule(
      knots: [
        .init(progress: 0, weights: [0.7, 0.2, 0.1, 0]),
        .init(progress: 0.4, weights: [0.5, 0.1, 0.1, 0.3]),
        .init(progress: 1, weights: [0.3, 0, 0.2, 0.5]),
      ], domainCount: 4)
  }

  private func draw(_ sampler: inout MixtureSampler, _ rows: Range<Int>) -> [Int] {
    rows.map { sampler.next(tokens: 64, progress: Double($0) / Double(Self.rows)) }
  }

  @Test(arguments: [1, 2, 3]) func realisedSharesAreTheIntegral(seed: UInt64) throws {
    var sampler = MixtureSampler(try schedule(), seed: seed)
    let drawn = draw(&sampler, 0..<Self.rows)
    // Trapezoids: (0 … 0.4) and (0.4 … 1).
    let integral = [
      0.4 * 0.6 + 0.6 * 0.4, 0.4 * 0.15 + 0.6 * 0.05, 0.4 * 0.1 + 0.6 * 0.15,
      0.4 * 0.15 + 0.6 * 0.4,
    ]
    for domain in 0..<4 {
      let count = drawn.reduce(0) { $0 + ($1 == domain ? 1 : 0) }
      #expect(abs(Double(count) / Double(Self.rows) - integral[domain]) < 0.005, "\(domain)")
      #expect(sampler.state.drawn[domain] == count * 64)
    }
    #expect(sampler.state.rows == Self.rows)
  }

  @Test func noDomainFallsMoreThanItsRowsBehind() throws {
    var sampler = MixtureSampler(try schedule(), seed: 5)
    for row in 0..<1000 {
      _ = sampler.next(tokens: 64, progress: Double(row) / 1000)
      for (expected, drawn) in zip(sampler.state.expected, sampler.state.drawn) {
        #expect(abs(expected - Double(drawn)) <= 3 * 64)
      }
    }
  }

  @Test func theSeedDecidesTiesOnly() throws {
    let equal = try CurriculumSchedule(knots: [], domainCount: 3)
    func run(_ seed: UInt64) -> [Int] {
      var sampler = MixtureSampler(equal, seed: seed)
      return draw(&sampler, 0..<60)
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
    for start in stride(from: 0, to: 60, by: 3) {
      #expect(Set(run(1)[start..<start + 3]) == [0, 1, 2], "each round takes every domain once")
    }
  }

  @Test func aDomainWithoutShareIsNeverDrawn() throws {
    let schedule = try CurriculumSchedule(
      knots: [.init(progress: 0, weights: [1, 0, 2])], domainCount: 3)
    var sampler = MixtureSampler(schedule, seed: 1)
    #expect(Set(draw(&sampler, 0..<300)) == [0, 2])
  }

  @Test(arguments: [0, 1, 17, 199]) func resumingContinues(cut: Int) throws {
    var whole = MixtureSampler(try schedule(), seed: 9)
    let expected = draw(&whole, 0..<200)
    var first = MixtureSampler(try schedule(), seed: 9)
    let before = draw(&first, 0..<cut)
    let saved = try JSONEncoder().encode(first.state)
    var second = MixtureSampler(try schedule(), seed: 9)
    try second.restore(JSONDecoder().decode(MixtureSampler.State.self, from: saved))
    #expect(before + draw(&second, cut..<200) == expected)
    #expect(second.state == whole.state)
  }

  @Test func damagedStatesAreRefused() throws {
    var sampler = MixtureSampler(try schedule(), seed: 9)
    _ = draw(&sampler, 0..<7)
    let good = sampler.state
    let foreign = MixtureSampler(try CurriculumSchedule(knots: [], domainCount: 3), seed: 9).state
    var states = [foreign, good, good, good]
    states[1].expected[2] = .nan
    states[2].drawn[0] = -64
    states[3].rows = -1
    for state in states {
      #expect(throws: DataError.self) { try sampler.restore(state) }
      #expect(sampler.state == good)
    }
    #expect(throws: DataError.invalid("the saved mixture has 3 domains, this one 4")) {
      try sampler.restore(foreign)
    }
  }
}
