internal import Foundation
package import MotifCore

/// A domain whose tokens lie in a folder of shards, which are read when they are needed.
package struct StoredDomain: Sendable {
  /// Documents to train on and held out.
  package var documents: (training: Int, validation: Int) {
    (train.documentCount, validation?.documentCount ?? 0)
  }
  /// Rows that gave no document.
  package var passedOver: PassedRows { shards.passedOver }
  private let shards: TokenShards
  private let train: TokenizedCorpus
  private let validation: TokenizedCorpus?

  /// The shards in the folder `path`, split by `split`.
  ///
  /// Throws ``FileError`` when anything is damaged or no document is left for training.
  package init(
    _ path: String, domain: String, _ split: TrainValidationSplit
  ) throws(FileError) {
    shards = try TokenShards(path, threads: ProcessInfo.processInfo.activeProcessorCount)
    let corpora = try shards.corpora(domain: domain, split)
    guard let train = corpora.train else {
      throw FileError(
        path: path,
        reason:
          "leaves no document for training: validationFraction \(split.validationFraction) holds "
          + "out all \(shards.documentCount)")
    }
    (self.train, validation) = (train, corpora.validation)
  }

  /// The tokens of both sides.
  package var tokenCount: Int { shards.tokenCount }

  /// The corpora of both sides, which must have been made with `tokenizer`.
  package func corpora(
    _ tokenizer: ByteLevelBPE, endOfText: String
  ) throws(DataError) -> (train: TokenizedCorpus, validation: TokenizedCorpus?) {
    let end = try tokenizer.documentEnd(named: endOfText.isEmpty ? nil : endOfText)
    try DataError.wrapping { () throws(FileError) in
      try shards.require(tokenizer, endToken: end)
    }
    return (train, validation)
  }
}
