package import MotifData
package import MotifReport

/// The tokenizer of a config whose documents are not all read.
package enum SourceTokenizer {
  /// The tokenizer that a run of `resolved` has: the given one, else one trained on the first documents
  /// of each source, of which no more is read than that takes.
  package static func of(
    _ resolved: ResolvedConfig, output: ProgressOutput
  ) throws -> ByteLevelBPE {
    try of(resolved.config, InitialWeights(resolved.config, output: output))
  }

  /// That of a run of `config` that begins with `initial`.
  static func of(_ config: TrainConfig, _ initial: InitialWeights) throws -> ByteLevelBPE {
    if let tokenizer = try GivenTokenizer(config).found(initial) { return tokenizer }
    let seed = UInt64(config.seed)
    return try config.tokenizer.trained(
      on: CorpusSample.of(
        config.data.sources.compactMap { source in
          source.corpus(seed: seed).map { (source.name, $0) }
        },
        TrainValidationSplit(validationFraction: config.data.validationFraction, seed: seed),
        bytes: config.tokenizer.sampleBytes), for: config.chat.usedTemplate())
  }
}
