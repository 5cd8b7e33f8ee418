/// One sequence of a ragged attention call: neighbouring queries, and the keys that they see.
///
/// Places count rows of q and o, and of k and v. Query i of the span has the position
/// i + `keyCount` − `queryCount` and sees the span's keys up to it.
package struct AttentionSpan: Sendable, Equatable {
  package var firstQuery: Int
  package var queryCount: Int
  package var firstKey: Int
  package var keyCount: Int

  package init(firstQuery: Int, queryCount: Int, firstKey: Int, keyCount: Int) {
    self.firstQuery = firstQuery
    self.queryCount = queryCount
    self.firstKey = firstKey
    self.keyCount = keyCount
  }
}

extension AttentionShape {
  /// The sequences of a call whose sequences are equally long.
  var spans: [AttentionSpan] {
    (0..<batch).map {
      AttentionSpan(
        firstQuery: $0 * queryLength, queryCount: queryLength, firstKey: $0 * keyLength,
        keyCount: keyLength)
    }
  }

  /// The sizes of a call for `span` alone.
  package func of(_ span: AttentionSpan) -> AttentionShape {
    var shape = self
    (shape.batch, shape.queryLength, shape.keyLength) = (1, span.queryCount, span.keyCount)
    return shape
  }
}
