/// What happens when all documents of a source were read.
public enum ExhaustionPolicy: String, Codable, Sendable, CaseIterable {
  /// They are read again, each time in another order.
  case `repeat`
  /// Its share goes to the other sources, in proportion to theirs.
  case renormalise
  /// Training ends before the step that would need it once more.
  case stop

  /// The most tokens to draw from a source of `available` tokens that may be read `repeats` times more
  /// than once; nil stands for the policy's own: without end for `repeat`, not at all for the others.
  func limit(available: Int, repeats: Double?) -> Int {
    guard let repeats = repeats ?? (self == .repeat ? nil : 0) else { return .max }
    let limit = (1 + repeats) * Double(available)
    return limit < 0x1p61 ? Int(limit) : .max
  }
}
