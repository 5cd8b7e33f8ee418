public import MotifData

/// Packed rows of short documents, made from the arithmetic domain.
public struct ArithmeticBatches: Sendable {
  /// The batches, in the order of the stream.
  public let batches: [PackedBatch]
  /// The size of the vocabulary that their ids come from.
  public let vocabulary: Int

  /// `batches` batches of `rows` rows of `length` tokens, from `documents` documents.
  public init(documents count: Int, rows: Int, length: Int, batches batchCount: Int) throws {
    let domain = try SyntheticDomains.named("arithmetic")
    let documents = (0..<count).map {
      Document(text: domain.document(index: $0, seed: 5).text, domain: "arithmetic")
    }
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = 280
    let tokenizer = try BPETrainer.train(trainer, on: documents)
    let corpus = try TokenizedCorpus(
      domain: "arithmetic", documents: documents, tokenizer: tokenizer)
    var config = BatchStream.Config()
    (config.rows, config.length) = (rows, length)
    var stream = try BatchStream(
      corpora: [corpus], schedule: CurriculumSchedule(.init(), domains: ["arithmetic"]),
      config: config)
    batches = (0..<batchCount).map { _ in stream.next() }
    vocabulary = tokenizer.vocabularySize
  }
}
