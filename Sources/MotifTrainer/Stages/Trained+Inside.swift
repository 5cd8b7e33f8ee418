internal import MotifData
internal import MotifModel
package import MotifReport

extension Trained {
  /// What is inside the model: seen in the first of the samples of `summary`, where there is one.
  func inside(_ summary: TrainingSummary) -> ModelInside {
    let layers = model.blocks.map(\.feedForward)
    let places = stride(from: -3.0, through: 3, by: 0.15).map { $0 }
    let curves = layers.compactMap { $0.activationCurve(at: places) }
    let optimizer = config.optimizer
    return ModelInside(
      step: steps, lambda: model.blocks.compactMap(\.attention.lambdaValue),
      clipThreshold: optimizer.kind == .muonClip ? optimizer.qkClip.threshold : nil,
      activation: curves.isEmpty ? nil : .init(places: places, layers: curves),
      attention: summary.samples.first.flatMap { attention($0.prompt + $0.text) })
  }

  private func attention(_ text: String) -> ModelInside.Attention? {
    let longest = min(ModelInside.longestSentence, model.config.maxPositionEmbeddings)
    let tokens = Array(tokenizer.encode(text).prefix(longest))
    return AttentionView(model, reading: tokens.map(Int.init)).map { view in
      .init(
        layer: view.layer, group: view.group, lambda: view.noise == nil ? nil : view.lambda,
        words: tokens.map { tokenizer.decode([$0]) }, signal: view.signal, noise: view.noise)
    }
  }

  /// Keeps in the run's folder and on its page what the run found; a page that cannot be drawn costs a
  /// sentence, which `tell` gets.
  package func keep(_ summary: TrainingSummary, tell: (String) -> Void) throws {
    let page = RunPage(of: folder)
    try page.keep(summary, inside(summary))
    guard config.logging.report else { return }
    do { try page.write() } catch { tell("no report: \(error)") }
  }
}
