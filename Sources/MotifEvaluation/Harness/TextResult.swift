package import MotifCore

/// How surprised a model is by the text of a file.
package struct TextResult: Codable, Sendable, Equatable {
  /// The file.
  package var file: String
  /// Bits a byte.
  package var bitsPerByte: Double
  /// exp of the loss a byte.
  package var bytePerplexity: Double
  /// exp of the loss a word, words being the pieces between white space.
  package var wordPerplexity: Double
  /// How many bytes the text has.
  package var bytes: Int
  /// How many words.
  package var words: Int

  /// The result of the file at `path`, which is one document; nil when `progress` said no.
  ///
  /// Throws ``FileError`` when it cannot be read, is empty or is not UTF-8.
  package init?(
    _ path: String, of model: any EvaluatedModel, progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws(FileError) {
    let data = try FileOperations.system.read(path)
    guard let text = String(validating: data, as: UTF8.self) else {
      throw FileError(path: path, reason: "is not UTF-8 text")
    }
    guard !text.isEmpty else { throw FileError(path: path, reason: "holds no text") }
    guard let likelihood = model.logLikelihood(ofText: text, progress: progress) else { return nil }
    var corpus = CorpusPerplexity()
    corpus.add(text, logLikelihood: likelihood)
    file = path
    (bytes, words) = (corpus.byteCount, corpus.wordCount)
    (bitsPerByte, bytePerplexity) = (corpus.bitsPerByte, corpus.perByte)
    wordPerplexity = corpus.perWord
  }
}
