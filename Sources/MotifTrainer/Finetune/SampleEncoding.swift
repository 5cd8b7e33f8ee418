internal import MotifCore
internal import MotifData
internal import MotifOptimizer

/// Turns the conversations of a run's sources into samples, all by one template and tokenizer.
struct SampleEncoding {
  private var encoder: ConversationEncoder
  private let padding: Int32
  private let options: SampleReading.Options

  /// The encoding that `config` asks for; throws when `tokenizer` lacks a marker of the template.
  init(_ config: TrainConfig, _ tokenizer: ByteLevelBPE) throws(DataError) {
    guard let template = try config.chat.usedTemplate() else {
      preconditionFailure("conversations without a template")
    }
    encoder = try ConversationEncoder(template, tokenizer, mask: config.chat.mask)
    let end = config.tokenizer.endOfText
    padding = try tokenizer.documentEnd(named: end.isEmpty ? nil : end)
    options = config.chat.samples(limit: config.training.sequenceLength)
  }

  /// Both sides of `source` in tokens, none of them for validation where none is held out, and what
  /// became of every row.
  ///
  /// Throws for one that cannot be written, and when none is left to train on.
  mutating func samples(
    of source: SourceConversations
  ) throws(DataError) -> (
    train: TokenizedSamples, validation: TokenizedSamples?, counts: ConversationCounts
  ) {
    var counts = source.counts
    let train = try source.train.encoded(
      by: &encoder, padding: padding, options, counts: &counts)
    let validation = try source.validation.encoded(
      by: &encoder, padding: padding, options, counts: &counts)
    guard train.count > 0 else {
      throw .invalid("\(train.domain) has no conversation to train on: \(counts.text)")
    }
    return (train, validation.count > 0 ? validation : nil, counts)
  }
}
