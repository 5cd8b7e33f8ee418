internal import MotifData
internal import MotifModel
package import MotifReport

/// What a run that has ended keeps in its folder and on its page.
package struct RunFindings {
  private let trained: Trained

  /// The findings of `trained`, on the rank that tells of it.
  init(_ trained: Trained) { self.trained = trained }

  /// Keeps `summary` and what is inside the model, and draws the page; one that cannot be drawn costs a
  /// sentence, which `tell` gets.
  package func keep(_ summary: TrainingSummary, tell: (String) -> Void) throws {
    let page = RunPage(of: trained.folder)
    try page.keep(summary, inside(summary))
    guard trained.config.logging.report else { return }
    do { try page.write() } catch { tell("no report: \(error)") }
  }

  /// What is inside the model: seen in the first of the samples of `summary`, where there is one.
  func inside(_ summary: TrainingSummary) -> ModelInside {
    let blocks = trained.model.blocks
    let places = Array(stride(from: -3.0, through: 3, by: 0.15))
    let curves = blocks.compactMap { $0.feedForward.activationCurve(at: places) }
    let optimizer = trained.config.optimizer
    return ModelInside(
      step: trained.steps, lambda: blocks.compactMap(\.attention.lambdaValue),
      clipThreshold: optimizer.kind == .muonClip ? optimizer.qkClip.threshold : nil,
      activation: curves.isEmpty ? nil : .init(places: places, layers: curves),
      attention: summary.samples.first.flatMap { attention($0.prompt + $0.text) })
  }

  private func attention(_ text: String) -> ModelInside.Attention? {
    let (model, tokenizer) = (trained.model, trained.tokenizer)
    let longest = min(ModelInside.longestSentence, model.config.maxPositionEmbeddings)
    let tokens = Array(tokenizer.encode(text).prefix(longest))
    return AttentionView(model, reading: tokens.map(Int.init)).map { view in
      .init(
        layer: view.layer, group: view.group, lambda: view.lambda,
        words: tokens.map { tokenizer.decode([$0]) }, signal: view.signal, noise: view.noise)
    }
  }
}

extension Trained {
  /// What is kept of the run at its end.
  package var findings: RunFindings { RunFindings(self) }
}
