/// Why ranks that a launcher started cannot talk to each other over MPI, in one sentence.
///
/// It is thrown before anything is exchanged: the library is missing or another launcher's, the
/// program is linked in a way that cannot open one, or the launcher's environment makes no sense.
public struct MPIError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence, with a remedy.
  public let description: String

  /// An error with this sentence.
  init(_ description: String) { self.description = description }
}
