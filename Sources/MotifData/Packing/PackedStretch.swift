/// Neighbouring tokens of a row that belong together: of one segment, all trained or none.
package struct PackedStretch: Sendable, Equatable {
  /// The segment, from 1; 0 is padding.
  package let segment: Int
  /// Whether the tokens are ones that the batch trains a model to write.
  package let isTrained: Bool
  /// The tokens.
  package internal(set) var tokens: [Int32]
}

extension PackedBatch {
  /// Row `row` in stretches.
  ///
  /// A token is trained where the place before it predicts it.
  package func stretches(ofRow row: Int) -> [PackedStretch] {
    var found: [PackedStretch] = []
    let first = row * length
    for place in first..<first + length {
      let isTrained = place > first && labels[place - 1] != Self.ignoredLabel
      let segment = Int(segments[place])
      if let last = found.last, last.segment == segment, last.isTrained == isTrained {
        found[found.count - 1].tokens.append(inputs[place])
      } else {
        found.append(
          PackedStretch(segment: segment, isTrained: isTrained, tokens: [inputs[place]]))
      }
    }
    return found
  }
}
