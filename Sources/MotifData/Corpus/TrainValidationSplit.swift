internal import MotifCore

/// Deals documents to training or validation by the hash of their bytes.
///
/// The side of a document depends on its text and the seed alone: other documents, their order and
/// their number do not matter, and duplicates always fall on the same side.
public struct TrainValidationSplit: Sendable, Equatable {
  /// The expected share of documents held out, in 0 ..< 1.
  public var validationFraction = 0.05
  /// Another seed gives another split.
  public var seed: UInt64 = 0

  /// Five percent held out.
  public init() {}

  /// A split with the given share and seed.
  public init(validationFraction: Double, seed: UInt64) {
    self.validationFraction = validationFraction
    self.seed = seed
  }

  /// Whether `document` is held out.
  public func isValidation(_ document: Document) -> Bool {
    ContentHash.share(ContentHash.of(document.text, seed: seed)) < validationFraction
  }

  /// Whether the document is held out whose text has the hash `hash` under the seed `hashSeed`.
  ///
  /// Under the same seed that is what its text decides.
  func isValidation(hash: UInt64, seed hashSeed: UInt64) -> Bool {
    guard hashSeed != seed else { return ContentHash.share(hash) < validationFraction }
    let again = withUnsafeBytes(of: hash.littleEndian) {
      ContentHash.of($0.bindMemory(to: UInt8.self), seed: seed)
    }
    return ContentHash.share(again) < validationFraction
  }

  /// Both sides, each in the order of `documents`.
  public func apply(
    to documents: [Document]
  ) throws(DataError) -> (train: [Document], validation: [Document]) {
    guard validationFraction >= 0, validationFraction < 1 else {
      throw .invalid("validationFraction is \(validationFraction), expected 0 ..< 1")
    }
    var train: [Document] = []
    var validation: [Document] = []
    for document in documents {
      if isValidation(document) { validation.append(document) } else { train.append(document) }
    }
    guard !train.isEmpty else {
      throw .invalid(
        "no document of \(documents.first?.domain ?? "an empty domain") is left for training: "
          + "validationFraction \(validationFraction) holds out all \(documents.count)")
    }
    return (train, validation)
  }
}
