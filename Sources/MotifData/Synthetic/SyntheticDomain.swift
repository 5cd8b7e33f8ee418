internal import Foundation
internal import MotifTensor

/// A generator of text in one domain: document i is a function of (seed, i) alone.
public protocol SyntheticDomain: Sendable {
  /// The name, as configs write it.
  var name: String { get }
  /// Document `index` under `seed`.
  func document(index: Int, seed: UInt64) -> SyntheticDocument
  /// Fresh item `index` with a known answer, never part of a document; nil when the domain has none.
  func item(index: Int, seed: UInt64) -> SyntheticItem?
}

extension SyntheticDomain {
  /// The random stream of one document.
  func choices(_ index: Int, _ seed: UInt64, _ purpose: String = "document") -> Choices {
    Choices(CounterRandom(seed: seed, name: "\(name).\(purpose).\(index)"))
  }
}

/// A generated text and how much choice went into it.
public struct SyntheticDocument: Sendable, Equatable {
  /// The text.
  public let text: String
  /// −log₂ of the probability of the choices made.
  ///
  /// Its mean is an upper bound on the entropy of the text, met when no two derivations give the same
  /// text; a model cannot get below the entropy.
  public let entropyBits: Double
}

/// A prompt with exactly one right continuation.
public struct SyntheticItem: Sendable, Equatable {
  /// What the model reads.
  public let prompt: String
  /// What it must write first.
  public let answer: String

  /// Whether `text` begins with the answer and nothing runs on: digits may not follow digits, nor
  /// letters letters.
  public func accepts(_ text: String) -> Bool {
    guard text.hasPrefix(answer) else { return false }
    guard let next = text.dropFirst(answer.count).first, let last = answer.last else { return true }
    return !(last.isNumber && next.isNumber) && !(last.isLetter && next.isLetter)
  }
}

/// Uniform choices that count their own entropy.
struct Choices {
  private var random: CounterRandom
  /// −log₂ of the probability of all choices so far.
  private(set) var bits = 0.0

  init(_ random: CounterRandom) { self.random = random }

  /// One of `options`, all alike likely.
  mutating func pick<Option>(_ options: [Option]) -> Option {
    options[integer(below: options.count)]
  }

  /// A number in 0 ..< bound.
  mutating func integer(below bound: Int) -> Int {
    bits += log2(Double(bound))
    return random.integer(below: bound)
  }

  /// A number in `range`.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }
}

/// The domains of the embedded corpus.
public enum SyntheticDomains {
  /// All domains.
  public static let all: [any SyntheticDomain] = [
    StoryDomain(), QuestionDomain(), ArithmeticDomain(), ProgramDomain(), KoreanDomain(),
  ]

  /// The domain called `name`; throws a sentence that lists the names.
  public static func named(_ name: String) throws(DataError) -> any SyntheticDomain {
    guard let domain = all.first(where: { $0.name == name }) else {
      throw .invalid(
        "there is no synthetic domain \"\(name)\"; there are "
          + all.map(\.name).joined(separator: ", "))
    }
    return domain
  }

  /// Whether what `text` describes is kept out of documents and only asked in items: one in ten.
  static func isHeldOut(_ text: String) -> Bool { CounterRandom.hash(text) >> 8 % 10 == 0 }
}
