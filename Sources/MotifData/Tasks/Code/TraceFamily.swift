/// The stack that a program of the small stack language leaves.
///
/// Level n has 2 + 2n words after the numbers that it starts with.
struct TraceFamily: TaskFamily {
  let name = "trace"
  let levels = 1...6
  let domain = TaskDomain.code
  let form = AnswerForm.sequence
  let hasKnownEntropy = true

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    var stack: [Int] = []
    var words: [StackProgram.Word] = []
    var steps: [String] = []
    func perform(_ word: StackProgram.Word) {
      words.append(word)
      _ = StackProgram.apply(word, &stack)
      steps.append("\(word.text): \(Self.text(stack))")
    }
    for _ in 0..<3 { perform(.number(choices.integer(in: 0...9))) }
    for _ in 0..<(2 * level + 2) {
      perform(choices.pick(Self.words(stack)))
    }
    return TaskItem(
      prompt: "\(StackProgram.rules) What is on the stack, the lowest first, after "
        + "\(StackProgram(words).text)?",
      answer: Self.text(stack), steps: steps)
  }

  /// What may come next: the stack stays within one and five numbers, and they stay small.
  private static func words(_ stack: [Int]) -> [StackProgram.Word] {
    var words: [StackProgram.Word] = [.neg]
    if stack.count > 1 { words += [.add, .sub, .max, .min, .swap, .drop] }
    if stack.count > 1, abs(stack[stack.count - 1]) < 100, abs(stack[stack.count - 2]) < 100 {
      words.append(.mul)
    }
    if stack.count < 5 { words += [.dup] + (stack.count > 1 ? [.over] : []) }
    return words
  }

  private static func text(_ stack: [Int]) -> String {
    stack.map { "\($0)" }.joined(separator: " ")
  }
}
