internal import MotifData

extension TokenizerSettings {
  /// A tokenizer of these settings, trained on `sample`.
  func trained(on sample: [Document]) throws(DataError) -> ByteLevelBPE {
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = vocabSize
    trainer.preTokenizer = splitDigits ? .singleDigits : .digitGroups
    return try BPETrainer.train(trainer, on: sample)
  }
}
