/// A program of the small stack language that turns given numbers into given results.
///
/// Levels: 1 one step, 2 two, 3 three, 4 two inputs. An answer is right when it passes the unit tests of
/// the prompt and others like them; any program that does is right. Programs without `max` and `min` are
/// polynomials of a degree below the number of tests, so that no other function passes.
struct SynthesisFamily: TaskFamily {
  let name = "synthesis"
  let levels = 1...4
  let domain = TaskDomain.code
  let form = AnswerForm.sequence

  /// The inputs of the tests, of which the prompt shows the first four.
  private static let inputs = [
    [2, 3], [5, 1], [0, 4], [-3, 7], [1, -2], [7, 7], [-4, -5], [10, 2], [3, 0], [-1, 1], [6, -9],
    [11, 8], [-8, 13], [4, 5], [9, -6], [-12, 3],
  ]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let arity = level == 4 ? 2 : 1
    var words: [StackProgram.Word] = arity == 2 ? [choices.pick([.add, .sub, .mul])] : []
    if arity == 2, choices.coin() { words.insert(.swap, at: 0) }
    let count = level == 4 ? 2 : level
    // At most one square, so that results stay small, and none alone, which would be one task.
    let square = level == 1 ? count : choices.integer(below: count + 1)
    for place in 0..<count {
      words += place == square ? [.dup, .mul] : Self.step(&choices, largest: level == 1 ? 80 : 20)
    }
    let program = StackProgram(words)
    let tests = Self.inputs.map { input -> String in
      let given = Array(input.prefix(arity))
      let result = program.run(given)?.last ?? 0
      return "\(given.map { "\($0)" }.joined(separator: " ")) -> \(result)"
    }
    return TaskItem(
      prompt:
        "\(StackProgram.rules) Write a program that leaves on a stack with the numbers before "
        + "each arrow only the one behind it: \(tests.prefix(4).joined(separator: ", ")).",
      answer: program.text,
      steps: ["On \(tests[0].replacing(" -> ", with: " it leaves "))."],
      metadata: ["tests": tests.joined(separator: "; ")])
  }

  private static func step(_ choices: inout Choices, largest: Int) -> [StackProgram.Word] {
    let number = StackProgram.Word.number(choices.integer(in: 2...largest))
    return switch choices.integer(below: 6) {
    case 0, 1: [number, .add]
    case 2, 3: [number, .sub]
    case 4: [number, .mul]
    default: [number, .swap, .sub]
    }
  }

  func verify(_ text: String, _ item: TaskItem) -> Double {
    let marked = AnswerText.marked(in: text)
    let answers = marked.isEmpty ? [text[...]] : marked
    let isRight = answers.allSatisfy { answer in
      StackProgram(text: answer).map { Self.passes($0, item.metadata["tests"] ?? "") } ?? false
    }
    return isRight ? 1 : 0
  }

  private static func passes(_ program: StackProgram, _ tests: String) -> Bool {
    let all = tests.split(separator: "; ")
    return !all.isEmpty
      && all.allSatisfy { test in
        let sides = test.split(separator: " -> ")
        guard sides.count == 2, let expected = Int(sides[1]) else { return false }
        return program.run(sides[0].split(separator: " ").compactMap { Int($0) }) == [expected]
      }
  }
}
