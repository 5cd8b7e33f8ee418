internal import Foundation
package import MotifData
package import MotifModel
package import MotifReport

/// A finished or stopped run, and what it has learned.
package struct Trained {
  /// How it ended.
  package let outcome: Trainer.Outcome
  /// The steps that were taken.
  let steps: Int
  private let whole: CausalLanguageModel?
  let prepared: PreparedRun
  /// The run folder.
  package let folder: RunFolder
  let config: TrainConfig

  /// What a run of `folder` has ended with; `model` is nil on other ranks than the first.
  init(
    outcome: Trainer.Outcome, steps: Int, model: CausalLanguageModel?,
    prepared: PreparedRun, folder: RunFolder, config: TrainConfig
  ) {
    self.outcome = outcome
    self.steps = steps
    whole = model
    self.prepared = prepared
    self.folder = folder
    self.config = config
  }

  /// Whether this is the rank that tells of the run: the first.
  package var tells: Bool { whole != nil }

  /// The model, whole, on the rank that ``tells``.
  package var model: CausalLanguageModel {
    guard let whole else { preconditionFailure("the first rank alone has the whole model") }
    return whole
  }

  /// The tokenizer.
  package var tokenizer: ByteLevelBPE { prepared.tokenizer }
  private var corpus: PreparedCorpus { prepared.corpus }

  /// Validation of each domain, and of all together, beside what its bytes and its generator say.
  ///
  /// Empty when no document was held out.
  package func validation(_ scores: [DomainScore]) -> [TrainingSummary.Validation] {
    let total = DomainScore.total(scores)
    guard total.tokens > 0 else { return [] }
    let known = prepared.floors(config)
    let floors = scores.map { known[$0.domain] }
    let all = floors.contains { $0 == nil } ? nil : floors.compactMap(\.self).reduce(.init(), +)
    return zip(scores, floors).map { .init($0, generator: $1?.bitsPerByte) }
      + [.init(total, generator: all?.bitsPerByte)]
  }

  private var questions: FreshQuestions { FreshQuestions(prepared, config) }

  /// Exact-match accuracy on fresh items of every domain that has some: `count` items each.
  package func accuracy(items count: Int) -> [TrainingSummary.ExactMatch] {
    questions.answers(of: model, items: count)
  }

  /// The model as one that answers; nil where the run has no conversations.
  var chatAnswers: ChatAnswers? { questions.chatAnswers(of: model) }

  /// What the model writes: after each of `prompts`, or after the first words of each domain.
  package func samples(_ settings: GenerationSettings) -> [TrainingSummary.Sample] {
    if let answers = chatAnswers?.samples(corpus.domains.compactMap(\.conversations), settings) {
      return answers
    }
    var prompts = settings.prompts
    if prompts.isEmpty {
      prompts = corpus.domains.compactMap { domain in
        (domain.validation.first ?? domain.train.first).flatMap { Self.opening($0.text) }
      }
    }
    let generator = Generator(model, vocabularySize: tokenizer.vocabularySize)
    return prompts.enumerated().map { index, prompt in
      var sampler = Sampler(
        temperature: settings.temperature, topK: settings.topK,
        seed: corpus.seed &+ UInt64(index))
      let written = generator.generate(
        prompt: tokenizer.encode(prompt), count: settings.tokens, sampler: &sampler,
        stopTokens: tokenizer.stopTokens)
      return .init(
        prompt: prompt, text: tokenizer.decode(written.tokens),
        unreadPromptTokens: written.unreadCount)
    }
  }

  /// The first words of the first line that has some, about twenty characters: enough to tell the
  /// domain; nil for white space alone.
  ///
  /// A text without spaces is one word, and a character may have any number of marks: at most forty
  /// characters and eighty scalars are taken.
  package static func opening(_ text: String) -> String? {
    let line = text.drop(while: \.isWhitespace).prefix(while: { !$0.isNewline })
    var opening = ""
    for character in line {
      if character == " ", opening.count >= 20 { break }
      if character == " ", opening.last == " " { continue }
      let scalars = opening.unicodeScalars.count + character.unicodeScalars.count
      guard opening.count < 40, scalars <= 80 else { break }
      opening.append(character)
    }
    if opening.last == " " { opening.removeLast() }
    if opening.isEmpty { opening = String(line.unicodeScalars.prefix(80)) }
    return opening.isEmpty ? nil : opening
  }
}
