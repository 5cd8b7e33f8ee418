package import MotifEvaluation
internal import MotifData
internal import MotifModel

extension TrainedModel {
  /// The model as evaluations ask it, known by its weights.
  ///
  /// - Parameters:
  ///   - usesChat: whether prompts are put in the turns of its template, where it has one.
  ///   - rows: how many texts are read or written side by side.
  ///   - seed: of random choices.
  package func evaluator(
    usesChat: Bool, rows: Int = 16, seed: UInt64 = 0
  ) throws -> LanguageModelEvaluator {
    let chat = usesChat ? template : nil
    let weights = try folder.map { try WeightIdentity.of(WeightFolder($0)) } ?? "in memory"
    let options = (chat == nil ? "" : ", chat") + (seed == 0 ? "" : ", seed \(seed)")
    return try LanguageModelEvaluator(
      model, tokenizer, identity: weights + options, template: chat, rows: rows, seed: seed)
  }
}
