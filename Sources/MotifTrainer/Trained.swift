internal import Foundation
public import MotifData
public import MotifModel

/// A finished or stopped run, and what it has learned.
public struct Trained {
  /// How it ended.
  public let outcome: Trainer.Outcome
  /// The model.
  public let model: CausalLanguageModel
  /// The tokenizer.
  public let tokenizer: ByteLevelBPE
  let corpus: PreparedCorpus
  /// The run folder.
  public let folder: RunFolder

  /// Validation of each domain beside what its bytes and its generator say, as a table.
  ///
  /// `unigram` is the entropy of single bytes of the same validation text; `generator` is the mean
  /// −log₂ probability of the generator's choices a byte, an upper bound on the entropy of its text.
  public func validationTable(_ scores: [DomainScore]) -> String {
    var rows = [["domain", "bits/byte", "unigram", "below", "generator"]]
    var all: [Document] = []
    for score in scores {
      guard let domain = corpus.domains.first(where: { $0.name == score.domain }) else { continue }
      all += domain.validation
      rows.append(
        Self.row(score, domain.validation, generator: generatorEntropy(domain)))
    }
    rows.append(Self.row(DomainScore.total(scores), all, generator: nil))
    return Self.aligned(rows)
  }

  /// Exact-match accuracy on fresh items of every domain that has some: `count` items each.
  public func accuracy(items count: Int) -> [(domain: String, correct: Int, items: Int)] {
    let generator = Generator(model)
    return corpus.domains.compactMap { domain in
      guard let source = domain.generator as? any EvaluatedDomain else { return nil }
      var correct = 0
      var asked = 0
      for index in 0..<count {
        let item = source.item(index: index, seed: corpus.seed)
        var greedy = Sampler()
        let answer = tokenizer.encode(item.answer).count
        let written = generator.generate(
          prompt: tokenizer.encode(item.prompt), count: answer + 2, sampler: &greedy)
        asked += 1
        if item.verify(tokenizer.decode(written)) { correct += 1 }
      }
      return (domain.name, correct, asked)
    }
  }

  /// What the model writes: after each of `prompts`, or after the first words of each domain.
  public func samples(_ settings: GenerationSettings) -> [(prompt: String, text: String)] {
    var prompts = settings.prompts
    if prompts.isEmpty {
      prompts = corpus.domains.compactMap { domain in
        (domain.validation.first ?? domain.train.first).map { Self.opening($0.text) }
      }
    }
    let generator = Generator(model)
    return prompts.enumerated().map { index, prompt in
      var sampler = Sampler(
        temperature: settings.temperature, topK: settings.topK, seed: UInt64(index))
      let end = Set(tokenizer.addedTokens.filter(\.isSpecial).map(\.id))
      let written = generator.generate(
        prompt: tokenizer.encode(prompt), count: settings.tokens, sampler: &sampler,
        stopTokens: end)
      return (prompt, tokenizer.decode(written))
    }
  }

  /// The first words of the first line, about twenty characters: enough to tell the domain.
  private static func opening(_ text: String) -> String {
    var opening = ""
    for word in text.prefix(while: { $0 != "\n" }).split(separator: " ") where opening.count < 20 {
      opening += (opening.isEmpty ? "" : " ") + word
    }
    return opening
  }

  private func generatorEntropy(_ domain: PreparedCorpus.Domain) -> Double? {
    domain.generator.map {
      SyntheticDomains.entropyBitsPerByte($0, count: 500, seed: corpus.seed)
    }
  }

  private static func row(
    _ score: DomainScore, _ documents: [Document], generator: Double?
  ) -> [String] {
    let unigram = byteUnigramEntropy(documents.map(\.text).joined())
    let below = unigram > 0 ? 100 * (1 - score.bitsPerByte / unigram) : 0
    return [
      score.domain, String(format: "%.3f", score.bitsPerByte), String(format: "%.3f", unigram),
      String(format: "%.0f %%", below), generator.map { String(format: "%.3f", $0) } ?? "–",
    ]
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
