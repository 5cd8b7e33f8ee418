/// The abilities that the families of tasks measure.
package enum TaskDomain: String, Sendable, CaseIterable {
  /// English grammar and precise instructions.
  case english
  /// Answers that stand in a text or a table.
  case questionAnswering
  /// Spanish, French and German.
  case multilingual
  /// Korean sentences, particles and numbers.
  case koreanLanguage
  /// Physics and chemistry in numbers.
  case science
  /// Programs and algorithms.
  case code
  /// Numbers and equations.
  case mathematics
  /// Logic, puzzles and several steps.
  case reasoning
}
