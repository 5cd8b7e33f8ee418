internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer

/// How a stage comes to choose among its conversations: anew, or as it did before.
struct StageSelection {
  private let preparation: RunPreparation
  private var config: TrainConfig { preparation.resolved.config }

  /// The choice of the stage that `preparation` prepares.
  init(_ preparation: RunPreparation) { self.preparation = preparation }

  /// That of a new run in `folder` that begins with `initial`.
  ///
  /// Scores and sampled answers stand in the folder before the run does, so that one that is killed
  /// meanwhile goes on with them.
  func start(_ initial: InitialWeights, in folder: String) throws -> ConversationChoice {
    let asked = try model(initial)
    if let asked { try sample(asked, in: folder) }
    guard config.data.selection.isActive else {
      return .init(selection: .all, sampled: files(in: folder))
    }
    // Without weights there is no model to ask: the texts alone decide.
    let chooser = asked.map { asked in
      SampleSelection.Chooser(
        tokenizer: asked.tokenizer, identity: asked.identity, model: asked.model,
        earlier: initial.source.flatMap(earlier))
    }
    return .init(
      selection: .chosen(chooser, scores: folder + "/scores"), sampled: files(in: folder))
  }

  /// That of the run in `folder`, which is made now where it was ended before.
  func resume(in folder: String) throws -> ConversationChoice {
    let kept = config.data.selection.isActive ? try KeptSamples.read(in: folder) : nil
    let files = files(in: folder)
    if kept != nil || !config.data.selection.isActive,
      files.values.allSatisfy({ FileManager.default.fileExists(atPath: $0) })
    {
      return .init(selection: kept.map { .kept($0, folder: folder) } ?? .all, sampled: files)
    }
    var choice = try start(InitialWeights(config, output: preparation.output), in: folder)
    if let kept { choice.selection = .kept(kept, folder: folder) }
    return choice
  }

  /// The sources whose answers are sampled.
  private var sampledSources: [SourceSettings] {
    config.data.sources.filter { $0.kind == .tasks && $0.candidates > 0 }
  }

  private func files(in folder: String) -> [String: String] {
    Dictionary(
      sampledSources.map { ($0.name, RejectionSampling.file(of: $0.name, in: folder)) }
    ) { first, _ in first }
  }

  /// Makes the answers that are sampled, as far as they are not there.
  private func sample(_ asked: Asked, in folder: String) throws {
    let missing = sampledSources.filter {
      !FileManager.default.fileExists(
        atPath: RejectionSampling.file(of: $0.name, in: folder))
    }
    guard !missing.isEmpty, let template = try config.chat.usedTemplate() else { return }
    var chat = try ChatModel(asked.model(), asked.tokenizer, template)
    for source in missing {
      let sampling = try RejectionSampling(source, config, model: asked.identity, in: folder)
      try sampling.make(
        asking: { conversations, samplers in
          try chat.answers(
            conversations, tokens: config.training.sequenceLength, samplers: &samplers)
        }, output: preparation.output)
    }
  }

  /// A model that is asked, read only when it is.
  private typealias Asked = (
    tokenizer: ByteLevelBPE, identity: String, model: () throws -> CausalLanguageModel
  )

  /// The model that the weights in `source` were trained from; nil where it cannot be found or has other
  /// tokens.
  private func earlier(
    _ source: WeightFolder
  ) -> (identity: String, model: () throws -> CausalLanguageModel)? {
    guard config.data.selection.asksEarlierModel, let run = source.run,
      let start = try? ConfigLoader.load(path: run.configPath).config.initialization,
      start.kind == .checkpoint, let weights = try? WeightFolder(start.from),
      weights.config.vocabSize == source.config.vocabSize,
      let identity = try? WeightIdentity.of(weights)
    else { return nil }
    return (identity, { try CausalLanguageModel(weights.config, source: weights.values()) })
  }

  /// The model that the stage starts from; nil for random weights.
  private func model(_ initial: InitialWeights) throws -> Asked? {
    guard let source = initial.source,
      let tokenizer = try GivenTokenizer(config).found(initial)
    else { return nil }
    let (shape, output) = (preparation.shape(tokenizer, initial), preparation.output)
    return (tokenizer, try WeightIdentity.of(source), { try initial.model(shape, output: output) })
  }
}
