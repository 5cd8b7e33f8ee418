/// The floors of a validation: what the generators of its domains leave to chance in the text that is
/// scored.
package struct DomainFloors {
  private let train: [TokenizedCorpus]
  private let validation: [TokenizedCorpus]
  private let generated: [String: [Document]]
  private let tokenizer: ByteLevelBPE
  private let length: Int
  private let maximumTokens: Int

  /// The floors of the corpora `validation`, at most `maximumTokens` tokens of each in rows of `length`.
  ///
  /// - Parameter generated: the documents of `validation` by domain, of the domains that have a
  ///   generator.
  package init(
    train: [TokenizedCorpus], validation: [TokenizedCorpus], generated: [String: [Document]],
    tokenizer: ByteLevelBPE, length: Int, maximumTokens: Int
  ) {
    (self.train, self.validation, self.generated) = (train, validation, generated)
    (self.tokenizer, self.length, self.maximumTokens) = (tokenizer, length, maximumTokens)
  }

  /// The floor of `domain`; nil where there is no generator or its information is not known.
  ///
  /// Cost: O(documents of the domain).
  package subscript(domain: String) -> GeneratorFloor.Share? {
    guard let documents = generated[domain],
      let held = validation.first(where: { $0.domain == domain })
    else { return nil }
    let batches = SequentialBatches(held, rows: 1, length: length, maximumTokens: maximumTokens)
    return GeneratorFloor((train + validation).filter { $0.domain == domain }).share(
      of: documents, in: held, tokens: batches.tokenCount, tokenizer: tokenizer)
  }

  /// The floors in bits a byte, in the order of the validation, of the domains that have one.
  package var bitsPerByte: [(domain: String, value: Double)] {
    validation.compactMap { held in
      self[held.domain]?.bitsPerByte.map { (held.domain, $0) }
    }
  }
}
