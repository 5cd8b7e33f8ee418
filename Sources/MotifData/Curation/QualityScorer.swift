/// The features of a document and, with a model, what it makes of them: the last number.
package struct QualityScorer: TextScorer {
  private let model: QualityModel?
  private let parted: @Sendable (String) -> (prompt: String?, answer: String)
  package let identity: String

  /// Scores documents that `parted` parts into prompt and answer; by default all is answer.
  ///
  /// - Parameter parting: names the way of parting, as rows depend on it.
  package init(
    _ model: QualityModel? = nil, parting: String = "whole",
    parted: @escaping @Sendable (String) -> (prompt: String?, answer: String) = { (nil, $0) }
  ) {
    self.model = model
    self.parted = parted
    let features = TextFeatures.names.joined(separator: " ")
    identity = "text features \(features), \(parting), \(model?.identity ?? "no model")"
  }

  package var width: Int { TextFeatures.names.count + (model == nil ? 0 : 1) }

  package func words(of document: CurationDocument, _ normalized: NormalizedText) -> [UInt64] {
    let (prompt, answer) = parted(document.text)
    let features = TextFeatures(answer: answer, prompt: prompt)
    let numbers = features.values + (model.map { [$0.quality(features)] } ?? [])
    return numbers.map(\.bitPattern)
  }
}
