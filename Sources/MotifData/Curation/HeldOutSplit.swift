internal import MotifCore

/// Holds out texts for validation by the fingerprint of their normalised text.
///
/// The side of a text depends on its normalised words and the seed alone: texts that differ only in
/// case, white space or composed characters fall on the same side, whatever stands around them.
package struct HeldOutSplit: Sendable, Equatable {
  /// The expected share held out, in 0 ..< 1.
  package let fraction: Double
  /// Another seed gives another split.
  package let seed: UInt64

  /// A split; throws when nothing could be left to train on.
  package init(fraction: Double, seed: UInt64) throws(DataError) {
    guard fraction >= 0, fraction < 1 else {
      throw .invalid("the share held out is \(fraction), expected 0 ..< 1")
    }
    (self.fraction, self.seed) = (fraction, seed)
  }

  /// Whether the text of `fingerprint` is held out.
  package func holdsOut(_ fingerprint: TextFingerprint) -> Bool {
    let bits = [fingerprint.high, fingerprint.low].flatMap { word in
      stride(from: UInt64(0), to: 64, by: 8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
    let hash = bits.withUnsafeBufferPointer { ContentHash.of($0, seed: seed) }
    return ContentHash.share(hash) < fraction
  }

  /// Throws a sentence that names the first text of `validation` that `training` has too.
  ///
  /// Memory: 16 bytes for each text of `validation`; `training` is passed over once.
  package static func requireDisjoint(
    training: some Sequence<(id: String, fingerprint: TextFingerprint)>,
    validation: some Sequence<(id: String, fingerprint: TextFingerprint)>
  ) throws(DataError) {
    let heldOut = Dictionary(
      validation.map { ($0.fingerprint, $0.id) }, uniquingKeysWith: { first, _ in first })
    for text in training {
      if let id = heldOut[text.fingerprint] {
        throw .invalid(
          "the text \(text.id) is trained on and also held out for validation as \(id); expected "
            + "two sets without a text in common")
      }
    }
  }
}
