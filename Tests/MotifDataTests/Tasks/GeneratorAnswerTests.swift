import Foundation
import Testing

@testable import MotifData

/// The answers are right by a second computation that knows the prompt alone.
@Suite struct GeneratorAnswerTests {
  static let oracles = ArithmeticOracles.all + AlgorithmOracles.all + LogicOracles.all

  @Test(arguments: oracles.map(\.name)) func answersAreRight(name: String) throws {
    let family = try TaskGenerators.named(name)
    let isRight = try #require(Self.oracles.first { $0.name == name }).isRight
    for level in family.levels {
      // The grids of the last level have thousands of solutions to try.
      for seed in UInt64(500)..<(name == "zebra" ? 505 : 530) {
        let item = family.sample(seed: seed, level: level)
        #expect(isRight(item), "\(item)")
      }
    }
  }

  /// What is wrong is not confirmed either: the second opinions can fail.
  @Test(arguments: oracles.map(\.name)) func secondOpinionsCanFail(name: String) throws {
    let family = try TaskGenerators.named(name)
    let isRight = try #require(Self.oracles.first { $0.name == name }).isRight
    var confirmed = 0
    for seed in 0..<UInt64(40) {
      let item = family.sample(seed: seed, level: 2)
      let other = family.sample(seed: seed + 1000, level: 2).answer
      guard other != item.answer else { continue }
      if isRight(TaskItem(prompt: item.prompt, answer: other)) { confirmed += 1 }
    }
    #expect(confirmed == 0)
  }

  /// Programs are right when they pass the tests, whatever they look like.
  @Test(arguments: 1...4) func programsAreJudgedByTheirTests(level: Int) {
    let family = SynthesisFamily()
    var accepted = 0
    for seed in 0..<UInt64(60) {
      let item = family.sample(seed: seed, level: level)
      let tests = (item.metadata["tests"] ?? "").components(separatedBy: "; ").map { test in
        test.components(separatedBy: " -> ").map { Reading.integers($0) }
      }
      #expect(tests.count >= 12 && item.prompt.contains(Reading.between(item.prompt, "it: ", ".")))
      var programs = [
        item.answer, item.answer + " neg neg", "0 add " + item.answer, "dup drop " + item.answer,
      ]
      let words = item.answer.components(separatedBy: " ")
      for place in words.indices {
        programs.append((words[..<place] + words[(place + 1)...]).joined(separator: " "))
        for new in ["add", "mul", "sub", "swap", "dup", "3", "neg", "max"] {
          programs.append((words[..<place] + [new] + words[(place + 1)...]).joined(separator: " "))
          programs.append((words[..<place] + [new] + words[place...]).joined(separator: " "))
        }
      }
      for program in programs {
        let passes =
          !program.isEmpty && tests.allSatisfy { LogicOracles.run(program, on: $0[0]) == $0[1] }
        #expect(family.verify(program, item) == (passes ? 1 : 0), "\(program) for \(item)")
        if passes, program != item.answer { accepted += 1 }
      }
      for text in ["", "x", item.answer + " foo", item.answer + ".", "Answer: \(item.answer) drop"]
      {
        #expect(family.verify(text, item) == 0, "\(text)")
      }
      #expect(family.verify("Answer:  \(item.answer.replacing(" ", with: "  "))\n", item) == 1)
    }
    #expect(accepted > 60)
  }

  @Test func programsThatAreTooLongOrLargeAreWrong() {
    let item = SynthesisFamily().sample(seed: 1, level: 1)
    let long = [String](repeating: "neg", count: 2 * 40).joined(separator: " ")
    #expect(SynthesisFamily().verify("\(item.answer) \(long)", item) == 0)
    let large = "dup mul " + [String](repeating: "dup mul", count: 20).joined(separator: " ")
    #expect(SynthesisFamily().verify(large, item) == 0)
    #expect(StackProgram(text: "9223372036854775807 neg") == nil)
    #expect(StackProgram([.number(.min), .neg]).run([]) == nil)
    #expect(StackProgram([.number(.max), .dup, .add]).run([]) == nil)
    #expect(StackProgram([.drop]).run([]) == nil && StackProgram([.over]).run([1]) == nil)
  }
}
