/// Why a text ends where it does.
public enum StopReason: String, Sendable, Codable {
  /// A token came that ends documents, or another one to stop at.
  case endOfText
  /// As many tokens are written as were asked for.
  case length
  /// The model's context is full.
  case context
  /// The caller wanted no more.
  case caller
}
