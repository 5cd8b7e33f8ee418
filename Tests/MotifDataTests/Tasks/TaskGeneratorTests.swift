import Foundation
import Testing

@testable import MotifData

/// What every family promises, at every level and many seeds.
@Suite struct TaskGeneratorTests {
  static let names = TaskGenerators.families.map(\.name)
  /// Of these tasks more than one answer is right: their own tests say which.
  private static let manyAnswers = ["synthesis", "instructions"]

  private func family(_ name: String) throws -> any TaskFamily {
    try #require(TaskGenerators.families.first { $0.name == name })
  }

  @Test func thereAreEnoughOfThem() throws {
    #expect(Set(Self.names).count == Self.names.count && Self.names.count >= 37)
    for domain in TaskDomain.allCases {
      #expect(TaskGenerators.families.count { $0.domain == domain } >= 2, "\(domain)")
    }
    for family in TaskGenerators.all { #expect(family.levels.count >= 3, "\(family.name)") }
  }

  @Test(arguments: names) func aTaskFollowsFromNameSeedAndLevel(name: String) throws {
    let family = try family(name)
    for level in family.levels {
      let items = (0..<30).map { family.sample(seed: $0, level: level) }
      for (seed, item) in items.enumerated().reversed() {
        #expect(family.sample(seed: UInt64(seed), level: level) == item)
      }
      #expect(items.allSatisfy { !$0.prompt.isEmpty && !$0.answer.isEmpty })
      #expect(items.allSatisfy { !$0.steps.contains { $0.isEmpty || $0.contains("\n") } })
    }
  }

  @Test(arguments: names) func noSeedOrLevelEndsTheProgram(name: String) throws {
    let family = try family(name)
    let (low, high) = (family.levels.lowerBound, family.levels.upperBound)
    for seed in [0, 1, UInt64.max, 1 << 63, 0xFFFF_FFFF] {
      for level in [Int.min, -1, 0] {
        #expect(family.sample(seed: seed, level: level) == family.sample(seed: seed, level: low))
      }
      for level in [high + 1, Int.max] {
        #expect(family.sample(seed: seed, level: level) == family.sample(seed: seed, level: high))
      }
    }
    for level in family.levels {
      for seed in UInt64(10_000)..<10_300 { _ = family.sample(seed: seed << 20, level: level) }
    }
  }

  @Test(arguments: names) func theAnswerIsRightInAllItsForms(name: String) throws {
    let family = try family(name)
    for level in family.levels {
      for seed in 0..<UInt64(30) {
        let item = family.sample(seed: seed, level: level)
        #expect(family.verify(item.answer, item) == 1, "\(item)")
        #expect(
          family.verify((item.steps + ["Answer: \(item.answer)"]).joined(separator: "\n"), item)
            == 1)
        guard !Self.manyAnswers.contains(name) else { continue }
        for text in AnswerVariants(item, of: family).equivalent {
          #expect(family.verify(text, item) == 1, "\(text) for \(item)")
        }
      }
    }
  }

  @Test(arguments: names.filter { !manyAnswers.contains($0) })
  func everyChangedAnswerIsWrong(name: String) throws {
    let family = try family(name)
    var tried = 0
    for level in family.levels {
      for seed in 0..<UInt64(12) {
        let item = family.sample(seed: seed, level: level)
        for text in AnswerVariants(item, of: family).mutated {
          #expect(family.verify(text, item) == 0, "\(text) for \(item)")
          tried += 1
        }
      }
    }
    #expect(tried > 500)
  }

  @Test(arguments: names) func tasksAndAnswersVary(name: String) throws {
    let family = try family(name)
    for level in family.levels {
      let items = (0..<500).map { family.sample(seed: $0, level: level) }
      let prompts = Set(items.map(\.prompt)).count
      #expect(prompts >= 120, "\(name) \(level): \(prompts) prompts")
      let answers = Dictionary(grouping: items, by: \.answer).mapValues(\.count)
      let most = answers.values.max() ?? 0
      #expect(answers.count > 1 && most <= 325, "\(name) \(level): \(answers)")
    }
  }

  /// Where two ways of choosing gave one prompt, more prompts would meet than their information says.
  @Test(arguments: names) func knownInformationIsThatOfThePrompts(name: String) throws {
    let family = try family(name)
    guard family.hasKnownEntropy else { return }
    for level in family.levels {
      let count = 3000
      var seen: [String: Int] = [:]
      var probability = 0.0
      for index in 0..<count {
        var choices = Choices(domain: "test", index: index, seed: 3)
        seen[family.make(&choices, level: level).prompt, default: 0] += 1
        probability += exp2(-choices.bits) / Double(count)
      }
      let pairs = seen.values.reduce(0.0) { $0 + Double($1 * ($1 - 1)) / 2 }
      let expected = Double(count * (count - 1)) / 2 * probability
      let tolerance = 6 * max(1, expected).squareRoot() + 0.05 * expected
      #expect(pairs <= expected + tolerance, "\(name) \(level): \(pairs) against \(expected)")
    }
  }
}
