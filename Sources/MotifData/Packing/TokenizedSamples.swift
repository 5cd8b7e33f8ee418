internal import MotifCore

/// Samples to fine-tune on: their tokens one after the other, each with whether it is trained.
package struct TokenizedSamples: Sendable, Equatable {
  /// The domain that the mixture weighs.
  package let domain: String
  /// The token of places that hold none.
  package let padding: Int32
  /// All tokens.
  package private(set) var tokens: [Int32] = []
  /// Whether each is one that a model is trained to write.
  package private(set) var isTrained: [Bool] = []
  /// Where each sample ends in ``tokens``.
  package private(set) var ends: [Int] = []
  /// FNV-1a of the tokens and what is trained: tells other samples of the same size.
  private var hash = FNV1a()

  /// No samples yet; `padding` is the token of places that hold none.
  package init(domain: String, padding: Int32) {
    self.domain = domain
    self.padding = padding
  }

  /// The number of samples.
  package var count: Int { ends.count }
  /// How many tokens each sample has.
  package var lengths: [Int] { ends.indices.map { range(of: $0).count } }

  /// Where sample `index` lies in ``tokens``.
  package func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// How many tokens are predicted in all: those trained that are not the first of their sample.
  package var trainableCount: Int {
    ends.indices.reduce(0) { $0 + trainable(in: range(of: $1)) }
  }

  private func trainable(in range: Range<Int>) -> Int {
    isTrained[range].dropFirst().reduce(0) { $0 + ($1 ? 1 : 0) }
  }

  /// Adds a sample; returns false, and adds nothing, when no token of it would be predicted.
  ///
  /// The first token is never predicted: nothing stands before it.
  ///
  /// - Precondition: both have one length.
  package mutating func append(
    _ sample: ArraySlice<Int32>, isTrained mask: ArraySlice<Bool>
  ) -> Bool {
    precondition(sample.count == mask.count, "a mask of another length than its tokens")
    guard mask.dropFirst().contains(true) else { return false }
    tokens += sample
    isTrained += mask
    ends.append(tokens.count)
    for (token, flag) in zip(sample, mask) {
      hash.add(UInt64(UInt32(bitPattern: token)) << 1 | (flag ? 1 : 0))
    }
    hash.add(.max)
    return true
  }

  /// Name, counts and a hash: enough to notice other samples.
  var identity: String {
    "\(domain): \(count) samples, \(tokens.count) tokens, " + String(hash.value, radix: 16)
  }

  /// Writes the `pieces` of samples into row `row` of `batch`, which is padding so far.
  ///
  /// Each piece is a segment of its own with positions from 0. A place predicts the next token of its
  /// piece where that is trained: nothing is predicted across a boundary.
  func fill(
    _ batch: inout PackedBatch, row: Int, with pieces: ArraySlice<PackingPlan.Piece>, domain: Int
  ) {
    var place = row * batch.length
    for (segment, piece) in pieces.enumerated() {
      let first = range(of: piece.sample).lowerBound
      let last = piece.range.upperBound - 1
      for index in piece.range {
        batch.inputs[place] = tokens[first + index]
        if index < last, isTrained[first + index + 1] {
          batch.labels[place] = tokens[first + index + 1]
        }
        batch.positions[place] = Int32(index - piece.range.lowerBound)
        batch.segments[place] = Int32(segment + 1)
        place += 1
      }
    }
    batch.domainOfRow[row] = Int32(domain)
  }
}
