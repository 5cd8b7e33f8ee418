/// What a generated program must do: the tests of a code task.
package struct CodeProblem: Sendable, Equatable {
  /// What stands before the generated text in the program.
  package let prefix: String
  /// What stands behind it: the tests, which raise an error where the program is wrong.
  package let tests: String

  /// The program of a `completion`.
  package func program(_ completion: String) -> String { prefix + completion + "\n" + tests + "\n" }
}
