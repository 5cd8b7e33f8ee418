internal import Foundation

extension RunReport {
  /// Where the run in `folder` keeps what it found at its end, in the form of ``TrainingSummary``.
  package static func resultsPath(_ folder: String) -> String { folder + "/results.json" }

  /// Where a fine-tuning run in `folder` keeps what became of its conversations:
  /// `{"sources": [{"name": …, "counts": {…}}]}`, the counts as ``SampleAccount`` reads them.
  package static func conversationsPath(_ folder: String) -> String {
    folder + "/conversations.json"
  }

  /// The report of the run in `folder`, whose log holds `records` and whose charts are shaded in `phases`.
  ///
  /// Other files that cannot be read are left out: a page of the log alone is better than none.
  package static func html(
    folder: String, records: [MetricsRecord], phases: [LineChart.Band] = []
  ) -> String {
    func content(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }
    return html(
      title: URL(fileURLWithPath: folder).lastPathComponent, records: records,
      results: content(resultsPath(folder)).flatMap { try? TrainingSummary(json: $0) },
      phases: phases,
      conversations: content(conversationsPath(folder))
        .flatMap { try? SampleAccount.read(json: $0) } ?? [])
  }
}
