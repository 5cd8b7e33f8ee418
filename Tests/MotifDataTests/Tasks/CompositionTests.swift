import Foundation
import Testing

@testable import MotifData

/// One family's answer is the number that the next starts from.
@Suite struct CompositionTests {
  @Test(arguments: [
    ("modular(chain)", 2), ("chain(modular(editDistance))", 3), ("calendar(lookup)", 2),
    ("baseConversion(polynomial(chain(subsequence)))", 4),
  ])
  func stepsFollowOneAnother(name: String, depth: Int) throws {
    let family = try #require(TaskGenerators.named(name) as? Composition)
    #expect(family.name == name && family.depth == depth)
    for seed in 0..<UInt64(100) {
      let item = family.sample(seed: seed, level: 2)
      let parts = item.prompt.components(separatedBy: "\nLet ")
      #expect(parts.count == depth)
      let handed = ["N = ", "M = ", "K = "].prefix(depth - 1).compactMap { start in
        item.steps.firstIndex { $0.hasPrefix(start) }
      }
      #expect(handed.count == depth - 1 && handed == handed.sorted())
      #expect(family.verify(item.answer, item) == 1 && family.verify(item.answer + "1", item) == 0)
    }
  }

  /// The last part with the number that was handed on is a task of the outer family.
  @Test func theOuterTaskStartsFromTheInnerAnswer() throws {
    let composition = try TaskGenerators.named("chain(knapsack)")
    for level in 1...5 {
      for seed in 0..<UInt64(50) {
        let item = composition.sample(seed: seed, level: level)
        let handed = try #require(item.steps.first { $0.hasPrefix("N = ") }).dropFirst(4)
        let inner = item.prompt.components(separatedBy: "\nLet N be")[0]
        let question = item.prompt.components(separatedBy: "to that. ")[1]
        let innerItem = TaskItem(prompt: inner, answer: String(handed))
        #expect(AlgorithmOracles.knapsack(innerItem), "\(item)")
        let outer = TaskItem(
          prompt: question.replacing("with N.", with: "with \(handed)."), answer: item.answer)
        #expect(ArithmeticOracles.chain(outer), "\(item)")
      }
    }
  }

  @Test(arguments: 1...3) func theFamilyHasDepthByLevel(level: Int) {
    for seed in 0..<UInt64(200) {
      let item = CompositionFamily().sample(seed: seed, level: level)
      #expect(item.prompt.components(separatedBy: "\nLet ").count == level + 1)
      #expect(item.metadata["outer"] != nil)
    }
  }

  @Test(arguments: [
    ("zebar", "did you mean zebra?"), ("shortest_path", "did you mean shortestPath?"),
    ("xyzzyqwerty", "there are: agreement, voice"), ("modular(chian)", "did you mean chain?"),
    ("modlar(chain)", "did you mean modular?"), ("zebra(chain)", "can stand before ("),
    ("chain(chain(chain(chain(chain))))", "more than four families"), ("", "there are: "),
    ("chain(reading)", "are no numbers"), ("modular(baseConversion(chain))", "are no numbers"),
    ("chain(", "there is no family"), ("chain()", "there are: "), ("(chain)", "there are: chain,"),
  ])
  func wrongNamesAreExplained(name: String, expected: String) {
    let error = #expect(throws: DataError.self) { try TaskGenerators.named(name) }
    #expect(error.map { "\($0)" }?.contains(expected) ?? false, "\(String(describing: error))")
  }
}
