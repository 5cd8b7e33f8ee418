/// What an evaluation tells while it goes on.
package enum EvaluationEvent: Sendable, Equatable {
  /// So many of all questions, or tokens of a text, are done.
  case asked(name: String, done: Int, total: Int, unit: String)
  /// A task or text is done, with its numbers in words.
  case finished(name: String, summary: String)
}
