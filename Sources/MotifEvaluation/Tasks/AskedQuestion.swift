/// A question of a task with everything that is put to a model.
package struct AskedQuestion: Sendable {
  /// Where it stands among the questions of its task, from 0.
  package let index: Int
  /// Where it comes from, for people: `file:line`, or what made it.
  package let place: String
  /// Description and examples; what the model reads before the question's own prompt.
  package let prefix: String
  /// The question.
  package let question: TaskQuestion

  /// All that the model reads of a question whose answer is written.
  package var prompt: String { prefix + question.prompt }
}
