internal import MotifCore
internal import MotifData

/// How a stage comes to choose among its conversations: anew, or as it did before.
struct StageSelection {
  private let preparation: RunPreparation
  private var config: TrainConfig { preparation.resolved.config }

  /// The choice of the stage that `preparation` prepares.
  init(_ preparation: RunPreparation) { self.preparation = preparation }

  /// That of a new run in `folder` that begins with `initial`.
  ///
  /// Scores stand in the folder before the run does, so that one that is killed meanwhile goes on with
  /// them.
  func start(_ initial: InitialWeights, in folder: String) throws -> SampleSelection {
    guard config.data.selection.isActive else { return .all }
    let scores = folder + "/scores"
    guard let source = initial.source,
      let tokenizer = try GivenTokenizer(config).found(initial)
    else {
      // Without weights there is no model to ask: the texts alone decide.
      return .chosen(nil, scores: scores)
    }
    let (shape, output) = (preparation.shape(tokenizer, initial), preparation.output)
    return .chosen(
      .init(tokenizer: tokenizer, identity: try WeightIdentity.of(source)) {
        try initial.model(shape, output: output)
      }, scores: scores)
  }

  /// That of the run in `folder`, which is made now where it was ended before.
  func resume(in folder: String) throws -> SampleSelection {
    guard config.data.selection.isActive else { return .all }
    if let kept = try KeptSamples.read(in: folder) { return .kept(kept, folder: folder) }
    return try start(InitialWeights(config, output: preparation.output), in: folder)
  }
}
