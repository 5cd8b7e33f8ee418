internal import MotifCore

/// What to know before weights whose learning rate had decayed are trained at a high one again, in one
/// sentence.
package struct RateWarning: CustomStringConvertible, Sendable, Equatable {
  /// The sentence.
  package let description: String

  /// What to know before `config` trains the weights of `source`; nil where there is nothing to say.
  ///
  /// A stage that begins at half the peak of the one before is none of that: the measured growth arms
  /// gain at half the rate, and fine-tuning stages step down so by their recipe.
  init?(_ source: WeightFolder?, _ config: TrainConfig) {
    let peak = config.optimizer.learningRate
    guard let source, let rates = source.learningRates(), rates.haveDecayed, peak > 2 * rates.last,
      peak > rates.peak / 2
    else { return nil }
    description =
      Self.past(rates, of: config.initialization.from)
      + "; this run begins at \(NumberText.power(peak)) again, which makes the model worse before it "
      + "gets better: a lower optimizer.learningRate keeps more of what it has learnt"
  }

  /// What to know before the weights of the folder `source` are trained on after they have grown; nil
  /// where there is nothing to say.
  package init?(growing source: WeightFolder, from folder: String) {
    guard let rates = source.learningRates(), rates.haveDecayed else { return nil }
    description =
      Self.past(rates, of: folder)
      + "; training on at the higher rate makes the model worse before it gets better: a lower "
      + "optimizer.learningRate keeps more of what it has learnt"
  }

  private static func past(_ rates: LearningRates, of folder: String) -> String {
    "the learning rate of \(folder) had fallen from \(NumberText.power(rates.peak)) to "
      + NumberText.power(rates.last)
  }
}
