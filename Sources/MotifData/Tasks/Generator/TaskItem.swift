/// A task with its right answer and the way to it.
public struct TaskItem: Sendable, Equatable {
  /// What is asked.
  public let prompt: String
  /// The right answer in its usual form.
  public let answer: String
  /// The chain of thought that leads to the answer, a line each.
  public let steps: [String]
  /// What a verifier needs beyond the answer, by name.
  public let metadata: [String: String]

  /// A task.
  public init(
    prompt: String, answer: String, steps: [String] = [], metadata: [String: String] = [:]
  ) {
    self.prompt = prompt
    self.answer = answer
    self.steps = steps
    self.metadata = metadata
  }
}
