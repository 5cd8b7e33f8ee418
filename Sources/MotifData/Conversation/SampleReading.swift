/// The samples of a file, and what became of each of its rows.
package struct SampleReading: Sendable, Equatable {
  /// The samples, at least one, none longer than a row.
  package private(set) var samples: TokenizedSamples
  /// Rows taken, cut, split and passed over.
  package private(set) var counts = ConversationCounts()

  /// How samples are made.
  package struct Options: Sendable, Equatable {
    /// The most tokens of a sample.
    package var limit: Int
    /// What becomes of longer ones.
    package var overlong = OverlongPolicy.drop
    /// Whether every assistant turn shows its reasoning, not only the last.
    package var keepsReasoning = false

    /// Samples of at most `limit` tokens.
    package init(limit: Int) { self.limit = limit }
  }

  /// Reads `file`, whose samples are of the domain `domain`.
  ///
  /// `padding` is a token that stands for nothing: never the end of a turn, which is learned. Throws
  /// for a file that cannot be read, and for one of whose rows none can be trained on.
  package init(
    _ file: ConversationFile, domain: String, encoder: inout ConversationEncoder, padding: Int32,
    _ options: Options
  ) throws(DataError) {
    let set = try ConversationSet(file, domain: domain)
    counts = set.counts
    samples = try set.encoded(by: &encoder, padding: padding, options, counts: &counts)
    guard samples.count > 0 else {
      throw .invalid("\(file.path) holds no conversation to train on: \(counts.text)")
    }
  }
}

extension EncodedConversation {
  /// Throws where a token is not in a vocabulary of `size` tokens.
  func check(vocabulary size: Int) throws(ConversationFault) {
    guard let index = tokens.firstIndex(where: { !(0..<size).contains(Int($0)) }) else { return }
    throw ConversationFault(
      .impossibleTokens, "input_ids[\(index)] is \(tokens[index]), expected 0 ..< \(size)")
  }
}

extension TokenizedSamples {
  /// Adds the pieces of a sample that fit, and counts what does not.
  mutating func add(
    _ encoded: EncodedConversation, _ options: SampleReading.Options,
    _ counts: inout ConversationCounts
  ) throws(ConversationFault) {
    let length = encoded.tokens.count
    guard encoded.isTrained.dropFirst().contains(true) else {
      throw ConversationFault(.nothingToTrain, "has no token to train")
    }
    let pieces = options.overlong.pieces(of: length, limit: options.limit)
    guard !pieces.isEmpty else {
      throw ConversationFault(
        .tooLong, "has \(length) tokens; \(options.limit) fit into a row")
    }
    let kept = pieces.filter {
      append(encoded.tokens[$0], isTrained: encoded.isTrained[$0])
    }
    guard !kept.isEmpty else {
      throw ConversationFault(
        .nothingToTrain,
        "has no token to train among the first \(options.limit) of its \(length)")
    }
    guard length > options.limit else { return }
    if options.overlong == .split { counts.split += 1 } else { counts.cut += 1 }
    counts.tokensLost += length - kept.reduce(0) { $0 + $1.count }
  }
}
