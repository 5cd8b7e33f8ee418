/// What becomes of a sample that is longer than a row.
package enum OverlongPolicy: String, Codable, Sendable, CaseIterable {
  /// It is left out.
  case drop
  /// Its first tokens are taken; what follows, its end among it, is lost.
  case cut
  /// It becomes several samples, the last one shorter; each starts without what came before.
  case split

  /// The pieces of a sample of `length` tokens that fit into rows of `limit`.
  func pieces(of length: Int, limit: Int) -> [Range<Int>] {
    if length == 0 { return [] }
    if length <= limit { return [0..<length] }
    switch self {
    case .drop: return []
    case .cut: return [0..<limit]
    case .split:
      return stride(from: 0, to: length, by: limit).map { $0..<min($0 + limit, length) }
    }
  }
}
