internal import MotifCore

/// The conversations of one domain, before they become tokens.
package struct ConversationSet: Sendable {
  /// One of them.
  package struct Sample: Sendable {
    /// What names it: `path:line`, or family, level and seed of a task.
    package let place: String
    let content: ConversationRow.Content
  }

  /// The domain.
  package let domain: String
  /// What can be read, in order.
  package private(set) var samples: [Sample]
  /// What became of the rows so far.
  package private(set) var counts: ConversationCounts
  /// What becomes of one that turns out not to be trainable.
  let onBadRow: BadRowPolicy

  /// The rows of `file`; throws for the first that cannot be read, unless they are passed over.
  package init(_ file: ConversationFile, domain: String) throws(DataError) {
    self.domain = domain
    onBadRow = file.onBadRow
    var samples: [Sample] = []
    counts = try DataError.wrapping { () throws(FileError) in
      try file.forEachRow { samples.append(Sample(place: $1, content: $0)) }
    }
    self.samples = samples
  }

  /// Conversations that were made, each with its name.
  package init(_ made: [(place: String, conversation: Conversation)], domain: String) {
    self.domain = domain
    onBadRow = .stop
    samples = made.map { Sample(place: $0.place, content: .conversation($0.conversation)) }
    counts = ConversationCounts(taken: made.count)
  }

  private init(_ part: [Sample], of whole: ConversationSet) {
    (domain, onBadRow) = (whole.domain, whole.onBadRow)
    samples = part
    counts = ConversationCounts(taken: part.count)
  }

  /// Those to train on and those held out, by the hash of what is said in them.
  package func split(
    _ split: TrainValidationSplit
  ) -> (train: ConversationSet, validation: ConversationSet) {
    var (train, validation): ([Sample], [Sample]) = ([], [])
    for sample in samples {
      let isHeldOut = split.isValidation(Document(text: sample.text, domain: domain))
      if isHeldOut { validation.append(sample) } else { train.append(sample) }
    }
    return (.init(train, of: self), .init(validation, of: self))
  }

  /// Those of the samples for which `isKept` says so, by their index.
  package func filter(_ isKept: (Int) -> Bool) -> ConversationSet {
    .init(samples.indices.filter(isKept).map { samples[$0] }, of: self)
  }

  /// The samples as documents, for a tokenizer to be trained on.
  package var documents: [Document] {
    samples.map { Document(text: $0.text, domain: domain) }
  }

  /// The samples in tokens; `counts` goes on with what becomes of them.
  ///
  /// `padding` is a token that stands for nothing: never the end of a turn, which is learned. Throws
  /// for the first that the template or the vocabulary cannot write, unless such are passed over.
  package func encoded(
    by encoder: inout ConversationEncoder, padding: Int32, _ options: SampleReading.Options,
    counts: inout ConversationCounts
  ) throws(DataError) -> TokenizedSamples {
    guard padding != encoder.endOfTurn else {
      throw .invalid(
        "padding is the token that ends turns, which then would not be learned; name another")
    }
    precondition(options.limit > 1, "samples of \(options.limit) tokens predict nothing")
    var result = TokenizedSamples(domain: domain, padding: padding)
    for sample in samples {
      do throws(ConversationFault) {
        try result.add(sample.encoded(by: &encoder, options), options, &counts)
      } catch {
        guard onBadRow == .skip || error.isOfLength else {
          throw .file(FileError(path: sample.place, reason: error.message))
        }
        counts.taken -= 1
        counts.add(error, at: sample.place)
      }
    }
    return result
  }
}

extension ConversationSet.Sample {
  /// What is said, turn by turn; of tokens their ids.
  package var text: String { [prompt, answer].compactMap(\.self).joined(separator: "\n\n") }

  /// What the last assistant turn answers; nil where nothing stands before it.
  package var prompt: String? {
    guard case .conversation(let conversation) = content else { return nil }
    let turns = conversation.turns.dropLast(conversation.answersLast ? 1 : 0)
    return turns.isEmpty ? nil : turns.map(\.said).joined(separator: "\n\n")
  }

  /// What the last assistant turn thinks and says.
  package var answer: String {
    switch content {
    case .conversation(let conversation):
      conversation.answersLast ? conversation.turns.last?.said ?? "" : ""
    case .tokens(let encoded): encoded.tokens.map(String.init).joined(separator: " ")
    }
  }

  /// The tokens, with what is trained; throws what the template or the vocabulary cannot write.
  package func encoded(
    by encoder: inout ConversationEncoder, _ options: SampleReading.Options
  ) throws(ConversationFault) -> EncodedConversation {
    switch content {
    case .conversation(let conversation):
      var writing = RenderedConversation.Options()
      writing.keepsReasoning = options.keepsReasoning
      return try encoder.encode(conversation, writing)
    case .tokens(let tokens):
      try tokens.check(vocabulary: encoder.tokenizer.vocabularySize)
      return tokens
    }
  }
}

extension Conversation {
  /// Whether an assistant has the last word.
  fileprivate var answersLast: Bool { turns.last?.role == .assistant }
}

extension Conversation.Turn {
  /// What is thought, said and called.
  fileprivate var said: String {
    ([reasoning, content] + toolCalls.map { "\($0.name) \($0.arguments)" })
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
