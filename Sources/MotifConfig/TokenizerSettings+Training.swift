package import MotifData

extension TokenizerSettings {
  /// A tokenizer of these settings, trained on `sample`, with the markers of `template`.
  package func trained(
    on sample: [Document], for template: ChatTemplate?
  ) throws(DataError) -> ByteLevelBPE {
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = vocabSize
    trainer.preTokenizer = splitDigits ? .singleDigits : .digitGroups
    trainer.specialTokens += template?.markers ?? []
    return try BPETrainer.train(trainer, on: sample)
  }
}
