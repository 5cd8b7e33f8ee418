internal import MotifCore

/// The word 5-grams of a normalised text, each its words joined by one space.
///
/// A text of one to four words is one shingle, an empty one has none. Punctuation stays with its word.
package struct Shingles: Sendable {
  /// The words of a shingle.
  package static let size = 5

  private let text: NormalizedText
  private let ranges: [Range<Int>]

  /// The shingles of `text`.
  package init(_ text: NormalizedText) {
    self.text = text
    let words = text.words
    // Neighbouring words already stand one space apart.
    ranges =
      words.count < Self.size
      ? (words.isEmpty ? [] : [0..<text.utf8.count])
      : (Self.size - 1..<words.count).map {
        words[$0 - Self.size + 1].lowerBound..<words[$0].upperBound
      }
  }

  /// How many there are, repeats included.
  package var count: Int { ranges.count }

  /// The shingles without repeats.
  package var distinct: Set<[UInt8]> { Set(ranges.map { Array(text.utf8[$0]) }) }

  /// For each shingle the first eight bytes of its SHA-1, little-endian, mod 2⁶¹ − 1.
  package var hashes: [UInt64] {
    text.utf8.withUnsafeBufferPointer { bytes in
      ranges.map {
        SHA1.low64(of: UnsafeBufferPointer(rebasing: bytes[$0])) % MinHashPermutations.modulus
      }
    }
  }

  /// What two texts have in common, counted exactly.
  package static func overlap(
    _ a: Set<[UInt8]>, _ b: Set<[UInt8]>
  ) -> (common: Int, union: Int) {
    let common = a.intersection(b).count
    return (common, a.count + b.count - common)
  }
}
