internal import Foundation

/// What a model that knows a generator by heart would score on its documents, in bits a byte.
///
/// Counted as a validation counts: the first token of a document has no context and counts on neither
/// side, with neither its information nor its bytes. How probable a first token is, is taken from how
/// often it begins a document. The choices of the generator stand for the text, so where two ways of
/// choosing give one text the floor is a little too high.
package struct GeneratorFloor: Sendable {
  /// The information of some text, and its bytes.
  package struct Share: Sendable {
    private var bits = 0.0
    private var bytes = 0

    /// No text yet.
    package init() {}

    /// Bits a byte; nil without text.
    package var bitsPerByte: Double? { bytes > 0 ? bits / Double(bytes) : nil }

    /// Adds text of `bits` bits and `bytes` bytes.
    mutating func add(bits: Double, bytes: Int) {
      self.bits += bits
      self.bytes += bytes
    }

    /// The text of both.
    package static func + (a: Share, b: Share) -> Share {
      var sum = a
      sum.add(bits: b.bits, bytes: b.bytes)
      return sum
    }
  }

  private var beginnings: [Int32: Int] = [:]
  private var documentCount = 0

  /// The floor of a generator whose documents `corpora` are.
  package init(_ corpora: [TokenizedCorpus]) {
    for corpus in corpora {
      for index in 0..<corpus.documentCount {
        beginnings[corpus.tokens[corpus.range(of: index).lowerBound], default: 0] += 1
      }
      documentCount += corpus.documentCount
    }
  }

  /// Those of `documents` that end within the first `tokens` tokens of `corpus`, which holds them; nil
  /// where the information of one is not known.
  ///
  /// - Precondition: `corpus` is among the corpora of the generator.
  package func share(
    of documents: [Document], in corpus: TokenizedCorpus, tokens: Int, tokenizer: ByteLevelBPE
  ) -> Share? {
    var sum = Share()
    for (index, document) in documents.enumerated() {
      let range = corpus.range(of: index)
      guard range.upperBound <= tokens else { break }
      guard let information = document.entropyBits else { return nil }
      let first = corpus.tokens[range.lowerBound]
      let share = Double(beginnings[first] ?? 0) / Double(documentCount)
      sum.add(
        bits: information + log2(share),
        bytes: document.text.utf8.count - tokenizer.bytes(of: first).count)
    }
    return sum
  }
}
