internal import MotifCore
internal import MotifData
internal import MotifModel

extension RunPreparation {
  /// How a new run in `folder` that begins with `initial` chooses among its conversations.
  ///
  /// Scores stand in the folder before the run does, so that one that is killed meanwhile goes on with
  /// them.
  func selection(_ initial: InitialWeights, in folder: String) throws -> SampleSelection {
    let config = resolved.config
    guard config.data.selection.isActive else { return .all }
    let scores = folder + "/scores"
    guard let source = initial.source, let tokenizer = try givenTokenizer(initial) else {
      // Without weights there is no model to ask: the texts alone decide.
      return .chosen(nil, scores: scores)
    }
    return .chosen(
      .init(tokenizer: tokenizer, identity: try source.identity()) {
        try initial.model(shape(tokenizer, initial), output: output)
      }, scores: scores)
  }

  /// What the run in `folder` has chosen; chosen now where it was ended before.
  func selection(resuming folder: String) throws -> SampleSelection {
    guard resolved.config.data.selection.isActive else { return .all }
    if let kept = try KeptSamples.read(in: folder) { return .kept(kept, folder: folder) }
    return try selection(InitialWeights(resolved.config, output: output), in: folder)
  }
}
