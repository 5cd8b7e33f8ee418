import MotifCore
import Testing

@testable import MotifData

/// The reasoning group is held at each moment and over all.
@Suite("Reasoning cap") struct ReasoningCapTests {
  /// Draws the rows of `mixture` and returns the largest cumulative share of the group in tenths.
  private func largestShare(_ mixture: RandomMixture) throws -> Double {
    let schedule = try mixture.schedule()
    var picker = DomainPicker(
      schedule, totalTokens: mixture.totalTokens, limits: mixture.domains.map { _ in .max },
      stops: false, seed: 3)
    var largest = 0.0
    for length in mixture.lengths {
      try #require(picker.next(length: length) != nil)
      let drawn = picker.sampler.tokensDrawn
      let group = schedule.members.reduce(0) { $0 + drawn[$1] }
      #expect(10 * group < drawn.reduce(0, +))
      #expect(picker.sampler.isBalanced)
      largest = max(largest, Double(group) / Double(drawn.reduce(0, +)))
    }
    return largest
  }

  @Test("the cumulative share never reaches a tenth in 1,000 random configs")
  func aTenthIsNeverReached() throws {
    var largest = 0.0
    for index in 0..<1000 {
      largest = max(largest, try largestShare(RandomMixture(index, hasGroup: true)))
    }
    #expect(largest > 0.09 && largest < 0.1, "\(largest)")
  }

  @Test("nor where the cap at each moment is switched off", arguments: [0.3, 0.5, 0.99])
  func theGuardHoldsAlone(target: Double) throws {
    let domains = ["maths", "code", "web", "books", "none"]
    let weights = [
      "maths": target * 2 / 3, "code": target / 3, "web": (1 - target) * 0.7,
      "books": (1 - target) * 0.3,
    ]
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress, knots: [.init(at: 0, weights: weights)],
        reasoning: .init(domains: ["maths", "code"], share: 0)), domains: domains)
    #expect(abs(schedule.shares(at: 0.5)[0] - target * 2 / 3) < 1e-12)
    var picker = DomainPicker(
      schedule, totalTokens: 64_000, limits: domains.map { _ in .max }, stops: false, seed: 3)
    for row in 1...8000 {
      try #require(picker.next(length: 8) != nil)
      let drawn = picker.sampler.tokensDrawn
      #expect(10 * (drawn[0] + drawn[1]) < 8 * row && picker.sampler.isBalanced)
      #expect(picker.sampler.credits.allSatisfy { abs($0) < 5 * 8 })
    }
    let drawn = picker.sampler.tokensDrawn.map { Double($0) / 64_000 }
    #expect(drawn[0] + drawn[1] > 0.0995 && drawn[4] == 0)
    #expect(abs(drawn[0] / drawn[1] - 2) < 0.02 && abs(drawn[2] / drawn[3] - 7 / 3) < 0.02)
  }

  @Test("what is beyond the cap goes to the others in proportion")
  func theExcessIsRedistributed() throws {
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress,
        knots: [
          .init(at: 0, weights: ["maths": 2, "code": 1, "web": 90, "books": 7]),
          .init(at: 1, weights: ["maths": 40, "code": 20, "web": 30, "books": 10]),
        ], reasoning: .init(domains: ["maths", "code"])),
      domains: ["maths", "code", "web", "books"])
    #expect(
      schedule.capNotice
        == "the share of maths and code is held at 9.5 % of the tokens, where its weights ask for up to "
        + "60.0 % (data.mixture.reasoningCap)")
    for place in [0.0, 0.05, 0.1, 0.12, 0.3, 0.7, 1] {
      let raw = [0.02 + 0.38 * place, 0.01 + 0.19 * place, 0.9 - 0.6 * place, 0.07 + 0.03 * place]
      let group = raw[0] + raw[1]
      let wanted =
        group > 0.095
        ? [0.095 * 2 / 3, 0.095 / 3, 0.905 * raw[2] / (1 - group), 0.905 * raw[3] / (1 - group)]
        : raw
      for (share, expected) in zip(schedule.shares(at: place), wanted) {
        #expect(abs(share - expected) < 1e-12, "at \(place)")
      }
    }
  }

  @Test("a group that would be alone, is unknown or is capped at a tenth is refused")
  func impossibleGroupsAreRefused() {
    func schedule(_ weights: [String: Double], _ group: Set<String>, _ share: Double = 0.095) throws
    {
      _ = try CurriculumSchedule(
        .init(
          axis: .progress, knots: [.init(at: 0, weights: weights)],
          reasoning: .init(domains: group, share: share)), domains: ["a", "b"])
    }
    let cases: [([String: Double], Set<String>, Double, String)] = [
      (["a": 1], ["a"], 0.095, "weighs reasoning alone"),
      (["a": 1, "b": 1], ["a", "b"], 0, "weighs reasoning alone"),
      (["a": 1, "b": 1], ["c"], 0.095, "holds c, which is no domain"),
      (["a": 1, "b": 1], ["a"], 0.1, "less than 0.1"), (["a": 1, "b": 1], ["a"], -1, "is -1.0"),
      (["a": 1, "b": 1], ["a"], .nan, "is nan"),
    ]
    for (weights, group, share, expected) in cases {
      let error = #expect(throws: DataError.self) { try schedule(weights, group, share) }
      #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    }
  }
}
