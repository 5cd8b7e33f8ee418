internal import MotifData
internal import MotifModel
internal import MotifOptimizer

/// What a model says of conversations, as the rows of numbers that curation keeps.
///
/// Invariant behind `@unchecked Sendable`: batches are scored one after the other, on one thread.
final class SampleScorer: @unchecked Sendable {
  private let scorer: SequenceScorer
  private var encoder: ConversationEncoder
  private let options: SampleReading.Options
  private let begin: Int32
  private let width: Int
  /// Names the model and the way in which it reads.
  private let identity: String
  private let samples: [String: ConversationSet.Sample]
  /// Whether the hidden states of samples are wanted as well as their losses.
  private let embeds: Bool
  /// What was read last: loss, difficulty and embedding are asked for the same documents in turn.
  private var latest: (ids: [String], scores: [SampleScore?]) = ([], [])

  /// Samples of a pass, of full length.
  private static let rows = 8

  /// A scorer of `samples`, by the names that curation gives them, with `model`, called `identity`.
  ///
  /// - Parameter embeds: whether ``embedding`` may be asked for.
  init(
    _ samples: [String: ConversationSet.Sample], _ config: TrainConfig, _ template: ChatTemplate,
    _ model: CausalLanguageModel, _ tokenizer: ByteLevelBPE, identity: String, embeds: Bool
  ) throws(DataError) {
    encoder = try ConversationEncoder(template, tokenizer, mask: config.chat.mask)
    let end = config.tokenizer.endOfText
    begin = try tokenizer.documentEnd(named: end.isEmpty ? nil : end)
    options = config.chat.samples(limit: config.training.sequenceLength)
    scorer = SequenceScorer(model, rows: Self.rows, length: options.limit)
    width = model.config.hiddenSize
    self.embeds = embeds
    self.samples = samples
    self.identity = "\(identity), \(template.name), \(options.limit) tokens"
  }

  /// The mean loss of what is trained.
  var loss: NumberScorer {
    NumberScorer(identity: "mean loss, \(identity)") { [self] documents in
      read(documents).map { $0?.mean ?? .nan }
    }
  }

  /// The mean loss of what is trained, and that under the model of `earlier` behind it where there is one.
  func loss(beside earlier: SampleScorer?) -> NumberScorer {
    guard let earlier else { return loss }
    return NumberScorer(identity: "\(loss.identity), beside \(earlier.identity)", width: 2) {
      [self] documents in
      zip(read(documents), earlier.read(documents)).flatMap {
        [$0?.mean ?? .nan, $1?.mean ?? .nan]
      }
    }
  }

  /// The mean loss of what is trained behind what comes before it, that of the same tokens alone, and
  /// the tokens of both.
  ///
  /// Alone they stand behind the token that ends documents, as a text would begin.
  var difficulty: NumberScorer {
    NumberScorer(identity: "difficulty, \(identity)", width: 3) { [self] documents in
      let given = read(documents)
      let alone = scores(of: documents) { sample in
        ScoringSample(
          prompt: [begin], answer: zip(sample.tokens, sample.isTrained).filter(\.1).map(\.0))
      }
      return documents.indices.flatMap { index in
        [
          given[index]?.mean ?? .nan, alone[index]?.mean ?? .nan,
          Double(encoded(documents[index])?.tokens.count ?? 0),
        ]
      }
    }
  }

  /// The mean of the final hidden states, of length one; zeros for what cannot be written.
  var embedding: NumberScorer {
    precondition(embeds, "embeddings are asked for by no rule of this selection")
    return NumberScorer(identity: "embedding, \(identity)", width: width) { [self] documents in
      read(documents).flatMap {
        $0.map { $0.embedding.map(Double.init) } ?? [Double](repeating: 0, count: width)
      }
    }
  }

  /// The score of each of `documents` as it stands, read once for all that ask for the same in turn.
  private func read(_ documents: [CurationDocument]) -> [SampleScore?] {
    let ids = documents.map(\.id)
    if latest.ids != ids {
      let scores = scores(of: documents, embeds: embeds) {
        ScoringSample(tokens: $0.tokens, isScored: $0.isTrained)
      }
      latest = (ids, scores)
    }
    return latest.scores
  }

  /// The score of what `sample` makes of each of `documents`; nil for one that cannot be written.
  private func scores(
    of documents: [CurationDocument], embeds: Bool = false,
    _ sample: (EncodedConversation) -> ScoringSample
  ) -> [SampleScore?] {
    let encoded = documents.map(encoded)
    let found = scorer.scores(of: encoded.compactMap { $0.map(sample) }, embeds: embeds) ?? []
    var next = found.makeIterator()
    return encoded.map { $0 == nil ? nil : next.next() }
  }

  /// A document in tokens; nil for one that the template or the vocabulary cannot write.
  private func encoded(_ document: CurationDocument) -> EncodedConversation? {
    guard let encoded = try? samples[document.id]?.encoded(by: &encoder, options),
      !encoded.tokens.isEmpty
    else { return nil }
    return encoded
  }
}
