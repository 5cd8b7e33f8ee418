/// A prompt with examples: description, each example with its answer, then the question.
package enum ShotPrompt {
  /// The text before `question`'s own prompt.
  ///
  /// - Parameter description: what stands before the examples; the question's own comes first.
  package static func prefix(
    of question: TaskQuestion, examples: [TaskQuestion], description: String, separator: String
  ) -> String {
    (question.description ?? description)
      + examples.map { $0.example + separator }.joined()
  }
}
