package import MotifData

/// A question of a task: what a model is given, and what a right answer is.
package struct TaskQuestion: Sendable {
  /// One of several answers, after what is read before it.
  package struct Choice: Sendable, Equatable {
    /// What the model reads; the same for all choices of most formats.
    package let context: String
    /// The answer without the delimiter before it.
    package let text: String
  }

  /// What a right answer is.
  package enum Expectation: Sendable {
    /// One of the choices, by its place.
    case choice([Choice], gold: Int)
    /// One of these texts.
    case texts([String])
    /// One of these lists of spans, as DROP compares them.
    case spans([[String]])
    /// An expression of MATH.
    case expression(String)
    /// A program that passes tests.
    case program(CodeProblem)
    /// A text that follows instructions.
    case instructions([Instruction])
    /// An answer that the family of that name takes for right.
    case item(family: String, TaskItem)

    /// What is expected, for people.
    package var text: String {
      switch self {
      case .choice(let choices, let gold): choices[gold].text
      case .texts(let texts): texts.joined(separator: " | ")
      case .spans(let golds): golds.map { $0.joined(separator: ", ") }.joined(separator: " | ")
      case .expression(let text): text
      case .program(let problem): problem.tests
      case .instructions(let instructions):
        instructions.map(\.kind.rawValue).joined(separator: ", ")
      case .item(_, let item): item.answer
      }
    }
  }

  /// What the model reads last, behind description and examples.
  package let prompt: String
  /// What follows the prompt where the question is an example, with what stands between.
  package let answer: String
  /// What a right answer is.
  package let expectation: Expectation
  /// What stands before everything; nil leaves it to the task.
  package var description: String?

  /// The question as an example for others: with its answer.
  package var example: String {
    guard case .choice(let choices, let gold) = expectation else { return prompt + answer }
    return choices[gold].context + TaskFormat.delimiter + choices[gold].text
  }

  /// The same question with another text before its answer.
  func asked(_ prompt: String) -> TaskQuestion {
    var result: TaskQuestion
    switch expectation {
    case .choice(let choices, let gold):
      result = TaskQuestion(prompt, choices: choices.map(\.text), gold: gold)
    default: result = TaskQuestion(prompt, answer: answer, expectation)
    }
    result.description = description
    return result
  }

  /// A question with choices, of which `gold` is right.
  init(choices: [Choice], gold: Int) {
    (prompt, answer) = (choices[gold].context, TaskFormat.delimiter + choices[gold].text)
    expectation = .choice(choices, gold: gold)
  }

  /// A question with choices after one prompt.
  init(_ prompt: String, choices: [String], gold: Int) {
    self.init(choices: choices.map { Choice(context: prompt, text: $0) }, gold: gold)
  }

  /// A question that is answered by a text.
  init(_ prompt: String, answer: String, _ expectation: Expectation) {
    (self.prompt, self.answer, self.expectation) = (prompt, answer, expectation)
  }
}
