/// Communication that failed, in one sentence.
///
/// The sentence names the ranks concerned, the number of the call in its group, counting from 0, what
/// was called with counts and type, and the lines that called it. Ranks are numbered as in their
/// group; in a part of the world the world's number follows in parentheses.
public struct CommunicatorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: String, Sendable, CaseIterable {
    /// Ranks called different things.
    case mismatch
    /// A rank did not come in time.
    case deadline
    /// A rank ended before it took part.
    case departed
    /// A rank said that it failed, threw, or dropped a collective that it had started.
    case aborted
  }

  /// What went wrong.
  public let kind: Kind
  /// The sentence, naming ranks and operations.
  public let description: String

  /// An error of `kind`.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// What the others are told of `error`, with which `rank` of the world ends; an error that is one
  /// of these already reaches them as it is.
  init(failureOf rank: Int, _ error: any Error, at site: CallSite?, after lastCall: String?) {
    let place = site.map { " at \($0)" } ?? ""
    let history = lastCall.map { "after \($0)" } ?? "before its first call"
    self =
      (error as? CommunicatorError)
      ?? CommunicatorError(.aborted, "rank \(rank) failed\(place) \(history): \(error)")
  }
}
