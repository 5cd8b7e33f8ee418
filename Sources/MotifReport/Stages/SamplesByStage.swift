internal import Foundation
internal import MotifCore

/// What the model writes after the same prompts, stage beside stage.
struct SamplesByStage {
  private let stages: [(name: String, samples: [TrainingSummary.Sample])]

  /// The most prompts of the last stage that no other stage has.
  private static let othersShown = 6

  /// The samples of `stages`.
  init(_ stages: [StageAccount]) {
    self.stages = stages.compactMap { stage in
      stage.results.map { (stage.name, $0.samples) }
    }
  }

  private static func key(_ sample: TrainingSummary.Sample) -> String {
    sample.prompt.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// An element of HTML; nothing without samples.
  var html: String {
    var prompts: [String] = []
    for sample in stages.flatMap(\.samples) where !prompts.contains(Self.key(sample)) {
      prompts.append(Self.key(sample))
    }
    let asked = prompts.map { prompt in
      (
        prompt: prompt,
        texts: stages.compactMap { stage in
          stage.samples.first { Self.key($0) == prompt }.map { (title: stage.name, text: $0.text) }
        }
      )
    }
    let shared = asked.filter { $0.texts.count > 1 }
    let last = asked.filter { $0.texts.count == 1 && $0.texts[0].title == stages.last?.name }
    let shown = shared + last.prefix(Self.othersShown)
    guard !shown.isEmpty else { return "" }
    return "<div class=\"samples\"><h3>What it writes, stage by stage</h3>\n"
      + "<p class=\"note\">The prompt is pale.</p>\n"
      + shown.map { prompt, texts in
        "<pre><b>\(ReportPage.preformatted(prompt))</b></pre>" + TrainingSummary.pair(texts)
      }.joined(separator: "\n") + "</div>"
  }
}
