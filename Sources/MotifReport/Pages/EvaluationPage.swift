internal import MotifCore

/// The page of an evaluation: one HTML file that opens without network.
package enum EvaluationPage {
  /// Bars and a table of `scores`, and what must be known of them, under the heading `title`.
  ///
  /// - Parameters:
  ///   - model: what was asked, in words.
  ///   - notes: sentences about some of the numbers.
  package static func html(
    title: String, model: String, scores: [TaskScore], notes: [String]
  ) -> String {
    let sentences = notes.map { "<p class=\"note\">\(LineChart.escaped($0))</p>" }
    let parts =
      [
        TaskScore.bars(scores, title: "Right answers"),
        TaskScore.table(scores, caption: "What the model can do"),
      ] + sentences
    return ReportPage.html(
      title: title, about: ["Asked was the model of <code>\(LineChart.escaped(model))</code>."],
      sections: ReportPage.section("What it can do", parts))
  }
}
