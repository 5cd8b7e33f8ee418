internal import MotifCore

/// A task with one right answer that was held out from every training document.
public struct EvaluationItem: Sendable, Equatable {
  /// What the model is given, as a document would begin.
  public let prompt: String
  /// What must follow, up to and with its last character.
  public let answer: String

  /// A task.
  public init(prompt: String, answer: String) {
    self.prompt = prompt
    self.answer = answer
  }

  /// Whether `response`, the text generated after the prompt, is right: the exact answer, then the
  /// end or white space.
  public func verify(_ response: String) -> Bool {
    let expected = Array(answer.utf8)
    let actual = Array(response.utf8)
    guard actual.starts(with: expected) else { return false }
    guard actual.count > expected.count, expected.last != UInt8(ascii: "\n") else { return true }
    let next = actual[expected.count]
    return next == UInt8(ascii: " ") || next == UInt8(ascii: "\n")
  }
}
