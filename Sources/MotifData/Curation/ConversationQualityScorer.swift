/// The features of a conversation's last answer, and what a regression on corrupted answers makes of
/// them: the last number.
package struct ConversationQualityScorer: TextScorer {
  private let samples: [String: ConversationSet.Sample]
  private let model: QualityModel

  /// Learns from `samples`, by the names that curation gives them.
  ///
  /// Throws where there are fewer than two.
  package init(_ samples: [String: ConversationSet.Sample], seed: UInt64) throws(DataError) {
    self.samples = samples
    // The order of a dictionary is another in every process.
    model = try QualityModel(
      samples.sorted { $0.key < $1.key }.map { ($0.value.prompt, $0.value.answer) }, seed: seed)
  }

  package var identity: String { "features of answers, \(model.identity)" }
  package var width: Int { TextFeatures.names.count + 1 }

  package func words(of document: CurationDocument, _ normalized: NormalizedText) -> [UInt64] {
    let sample = samples[document.id]
    let features = TextFeatures(answer: sample?.answer ?? document.text, prompt: sample?.prompt)
    return (features.values + [model.quality(features)]).map(\.bitPattern)
  }
}
