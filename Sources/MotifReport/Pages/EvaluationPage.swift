/// The page of an evaluation: one HTML file that opens without network.
package enum EvaluationPage {
  /// A table of the metrics of its tasks, and what must be known of them, under the heading `title`.
  ///
  /// - Parameter rows: task and metric, value, standard error, number of values, number of examples.
  package static func html(title: String, rows: [[String]], notes: [String]) -> String {
    let head = ["task, metric", "value", "± error", "values", "examples"]
    let table = ReportPage.table(caption: "What the model can do", head: head, rows: rows)
    let sentences = notes.map { "<p>\(LineChart.escaped($0))</p>" }
    return ReportPage.html(title: title, sections: [table] + sentences)
  }
}
