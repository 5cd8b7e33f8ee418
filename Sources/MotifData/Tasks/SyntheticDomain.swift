internal import MotifCore

/// One text made by a generator.
public struct SyntheticDocument: Sendable, Equatable {
  /// The text.
  public let text: String
  /// −log2 of the probability of the choices that made the text.
  ///
  /// The mean over documents is the entropy of the derivations: an upper bound on the entropy of the
  /// texts, which is smaller only where two derivations give one text. Divided by the bytes it is
  /// the loss, in bits a byte, that a model cannot beat on average on fresh documents, up to that gap.
  public let entropyBits: Double

  /// A text and its information.
  public init(text: String, entropyBits: Double) {
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

/// A task with one right answer that was held out from every training document.
public struct EvaluationItem: Sendable, Equatable {
  /// What the model is given, as a document would begin.
  public let prompt: String
  /// What must follow, up to and with its last character.
  public let answer: String

  /// A task.
  public init(prompt: String, answer: String) {
    self.prompt = prompt
    self.answer = answer
  }

  /// Whether `response`, the text generated after the prompt, is right: the exact answer, then the
  /// end or white space.
  public func verify(_ response: String) -> Bool {
    let expected = Array(answer.utf8)
    let actual = Array(response.utf8)
    guard actual.starts(with: expected) else { return false }
    guard actual.count > expected.count, expected.last != UInt8(ascii: "\n") else { return true }
    let next = actual[expected.count]
    return next == UInt8(ascii: " ") || next == UInt8(ascii: "\n")
  }
}

/// A synthetic domain whose understanding can be tested.
public protocol EvaluatedDomain: SyntheticDomain {
  /// Held-out task `index` under `seed`; tasks may repeat when few are held out.
  func item(index: Int, seed: UInt64) -> EvaluationItem
}

/// The embedded generators.
public enum SyntheticDomains {
  /// One of each, in the order of a quickstart.
  public static let all: [any SyntheticDomain] = [
    StoriesDomain(), QuestionsDomain(), ArithmeticDomain(), ProgramsDomain(), KoreanDomain(),
  ]

  /// The domains with held-out tasks.
  public static var evaluated: [any EvaluatedDomain] {
    all.compactMap { $0 as? any EvaluatedDomain }
  }

  /// The domain `name`; throws a sentence that lists the names there are.
  public static func named(_ name: String) throws(DataError) -> any SyntheticDomain {
    guard let domain = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name).joined(separator: ", ")
      throw .invalid("there is no synthetic domain \(name); there are: \(known)")
    }
    return domain
  }

  /// Mean information of `count` documents of `domain` over their bytes, in bits a byte.
  public static func entropyBitsPerByte(
    _ domain: any SyntheticDomain, count: Int, seed: UInt64
  ) -> Double {
    var bits = 0.0
    var bytes = 0
    for index in 0..<count {
      let document = domain.document(index: index, seed: seed)
      bits += document.entropyBits
      bytes += document.text.utf8.count
    }
    return bytes == 0 ? 0 : bits / Double(bytes)
  }
}

/// What is held out of training: about a tenth of the tasks, by the hash of their text.
enum HeldOut {
  static let share = 0.1

  static func contains(_ task: String) -> Bool {
    ContentHash.share(ContentHash.of(task, seed: 0x4D6F_7469_66)) < share
  }
}
