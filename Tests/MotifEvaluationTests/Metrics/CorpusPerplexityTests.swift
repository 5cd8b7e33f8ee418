import Testing

@testable import MotifEvaluation

/// Perplexities of a corpus equal those of lm-evaluation-harness.
@Suite struct CorpusPerplexityTests {
  private struct Golden: Decodable {
    struct Document: Decodable {
      var text: String
      var loglikelihood: Double
      var words: Int
      var bytes: Int
    }
    var documents: [Document]
    var word_perplexity: Double
    var byte_perplexity: Double
    var bits_per_byte: Double
  }

  @Test func figuresEqualTheRecording() throws {
    let golden: Golden = try GoldenFile.value("perplexity.json")
    var corpus = CorpusPerplexity()
    for document in golden.documents {
      #expect(CorpusPerplexity.wordCount(of: document.text) == document.words)
      #expect(document.text.utf8.count == document.bytes)
      corpus.add(document.text, logLikelihood: document.loglikelihood)
    }
    func expect(_ value: Double, _ expected: Double) {
      #expect(abs(value - expected) <= 1e-13 * expected, "\(value) and \(expected)")
    }
    expect(corpus.perWord, golden.word_perplexity)
    expect(corpus.perByte, golden.byte_perplexity)
    expect(corpus.bitsPerByte, golden.bits_per_byte)
  }

  @Test(
    arguments: [
      ("", 1), (" ", 2), ("a", 1), ("a\r\nb", 2), ("\u{1F}a", 2), ("\u{85}", 2), ("a\u{200B}b", 1),
      ("\u{2028}a\u{2029}", 3), ("a\u{B}b\u{C}c", 3), ("\u{180E}", 1), (" e\u{301} ", 3),
    ])
  func wordsAreSplitAsPythonDoes(text: String, count: Int) {
    #expect(CorpusPerplexity.wordCount(of: text) == count)
  }
}
