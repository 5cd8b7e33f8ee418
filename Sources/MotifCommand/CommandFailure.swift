internal import MotifCore
internal import MotifDistributed
internal import MotifOptimizer
internal import MotifTrainer

/// An error as the command line tells it: a sentence and an exit code, or an object of JSON.
package struct CommandFailure: Encodable, Sendable, Equatable {
  /// One mistake in a config.
  package struct Issue: Encodable, Sendable, Equatable {
    /// Where it stands, such as `quickstart.json:3:5` or `--set`.
    package let place: String
    /// The key path; empty when the whole file is meant.
    package let key: String
    /// What is wrong and what was expected.
    package let message: String
    /// What was probably meant; empty when nothing is near.
    package let suggestion: String
  }

  /// What went wrong.
  package let error: String
  /// What the program ends with.
  package let exitCode: Int32
  /// The mistakes of a config, all of them.
  package let issues: [Issue]

  /// Tells `error`, whatever threw it.
  package init(_ error: any Error) {
    var code = ExitCode.data
    var text = "\(error)"
    var issues: [Issue] = []
    switch error {
    case is UsageError:
      code = .usage
      text += "\nTry: motif-train --help"
    case let errors as ConfigErrors:
      code = .usage
      text = "the config has mistakes\n\(errors)"
      issues = errors.issues.map {
        Issue(
          place: "\($0.origin)", key: $0.key, message: $0.message, suggestion: $0.suggestion)
      }
    case is Interruption: code = .interrupted
    case is NumericError: code = .numeric
    case is CommunicatorError: code = .communication
    case is MemoryRefusal, is ShardingError, is MPIError: code = .usage
    default: break
    }
    self.error = text
    exitCode = code.rawValue
    self.issues = issues
  }

  /// Writes the error: a sentence to the standard error, an object to the standard output with
  /// `--json`, or the sentence where that output is lost.
  package func tell(_ output: CommandOutput) {
    if output.isJSON, let json = try? CommandOutput.json(self),
      (try? StandardStreams.write(json + "\n")) != nil
    {
      return
    }
    StandardStreams.tell("motif-train: " + error)
  }
}
