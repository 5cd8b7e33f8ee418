internal import MotifCore

/// One text made by a generator.
public struct SyntheticDocument: Sendable, Equatable {
  /// The text.
  public let text: String
  /// −log2 of the probability of the choices that made the text.
  ///
  /// The mean over documents is the entropy of the derivations: an upper bound on the entropy of the
  /// texts, which is smaller only where two derivations give one text. Divided by the bytes it is
  /// the loss, in bits a byte, that a model which is scored on every token cannot beat on average on
  /// fresh documents, up to that gap; one that is given the first token can, by what that token says.
  /// nil where so many choices give the same text that the gap is not small.
  public let entropyBits: Double?

  /// A text and its information.
  public init(text: String, entropyBits: Double?) {
    self.text = text
    self.entropyBits = entropyBits
  }
}

/// A family of texts: document `index` under `seed` is a pure function of both.
public protocol SyntheticDomain: Sendable {
  /// The name in configs.
  var name: String { get }
  /// The document of the given number.
  func document(index: Int, seed: UInt64) -> SyntheticDocument
}

/// A synthetic domain whose understanding can be tested.
public protocol EvaluatedDomain: SyntheticDomain {
  /// Held-out task `index` under `seed`; tasks may repeat when few are held out.
  func item(index: Int, seed: UInt64) -> EvaluationItem
}

/// What is held out of training: about a tenth of the tasks, by the hash of their text.
enum HeldOut {
  static let share = 0.1

  static func contains(_ task: String) -> Bool {
    ContentHash.share(ContentHash.of(task, seed: 0x4D6F_7469_66)) < share
  }
}
