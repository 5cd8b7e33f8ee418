internal import MotifData
internal import MotifModel
internal import MotifReport

/// Exact match on fresh questions of the domains of a run that have some.
struct FreshQuestions {
  private let corpus: PreparedCorpus
  private let tokenizer: ByteLevelBPE
  private let config: TrainConfig

  /// The questions of a run of `config` that `prepared` was made for.
  init(_ prepared: PreparedRun, _ config: TrainConfig) {
    (corpus, tokenizer, self.config) = (prepared.corpus, prepared.tokenizer, config)
  }

  /// The most questions of each domain at an evaluation during a run, which must not hold it up.
  private static let fewItems = 10

  /// Right answers of `model`, found greedily, to `count` questions of each domain.
  func answers(of model: CausalLanguageModel, items count: Int) -> [TrainingSummary.ExactMatch] {
    let generator = Generator(model, vocabularySize: tokenizer.vocabularySize)
    let chat = chatAnswers(of: model)
    return corpus.domains.flatMap { domain -> [TrainingSummary.ExactMatch] in
      if let source = domain.conversations {
        return chat?.accuracy(of: source, domain: domain.name, items: count) ?? []
      }
      guard let source = domain.generator as? any EvaluatedDomain else { return [] }
      let items = (0..<count).map { source.item(index: $0, seed: corpus.seed) }
      var greedy = items.map { _ in Sampler() }
      let longest = items.map { tokenizer.encode($0.answer).count }.max() ?? 0
      let written = generator.generate(
        prompts: items.map { tokenizer.encode($0.prompt) }, count: longest + 2, samplers: &greedy)
      let correct = zip(items, written).count { $0.verify(tokenizer.decode($1.tokens)) }
      return [.init(domain: domain.name, correct: correct, items: count)]
    }
  }

  /// The same for an evaluation during the run, with few questions of each domain; nothing where none are
  /// asked at its end either.
  func fewAnswers(of model: CausalLanguageModel) -> [TrainingSummary.ExactMatch] {
    let count = min(Self.fewItems, config.evaluation.items)
    return count > 0 ? answers(of: model, items: count) : []
  }

  /// `model` as one that answers; nil where the run has no conversations.
  func chatAnswers(of model: CausalLanguageModel) -> ChatAnswers? {
    corpus.domains.contains { $0.conversations != nil }
      ? ChatAnswers(model, tokenizer, config) : nil
  }
}
