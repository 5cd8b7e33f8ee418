internal import Foundation
internal import MotifCore

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
    var context = Context()
    context.results = content(resultsPath(folder)).flatMap { try? TrainingSummary(json: $0) }
    context.phases = phases
    context.conversations =
      content(conversationsPath(folder)).flatMap { try? SampleAccount.read(json: $0) } ?? []
    context.inside = content(ModelInside.path(folder)).flatMap { try? ModelInside(json: $0) }
    context.colors = DomainColors(ofRun: folder, others: domains(records))
    context.about = about(folder, logged: RunLog.metricsPath(folder))
    context.config =
      content(folder + "/config.json").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return html(
      title: URL(fileURLWithPath: folder).lastPathComponent, records: records, context: context)
  }

  /// The domains that `records` name.
  static func domains(_ records: [MetricsRecord]) -> [String] {
    let metrics = RunMetrics(records)
    return ["mixture", "plannedMixture", "bitsPerByte", "exactMatch"]
      .flatMap { metrics.tables($0).map(\.name) }
  }

  /// When the run in `folder` last logged, its config, and the commands that repeat it and ask its model.
  ///
  /// - Parameter logged: the file whose last change is told; nothing is said of one that is not there.
  static func about(_ folder: String, logged: String) -> [String] {
    let attributes = try? FileManager.default.attributesOfItem(atPath: logged)
    let day = (attributes?[.modificationDate] as? Date).map { date in
      let format = DateFormatter()
      format.locale = Locale(identifier: "en_US_POSIX")
      format.timeZone = TimeZone(identifier: "UTC")
      format.dateFormat = "d MMMM yyyy, HH:mm 'UTC'"
      return "Last logged on \(format.string(from: date)); drawn by \(ProgramVersion.text)."
    }
    func code(_ text: String) -> String { "<code>\(LineChart.escaped(text))</code>" }
    let config = "\(folder)/config.json"
    let commands =
      "Its <a href=\"config.json\">config</a> trains it again: "
      + code("motif-train \(config) --set name=NAME") + "; it writes more with "
      + code("motif-train generate \(folder) --prompt \"…\"") + "."
    return [day, commands].compactMap(\.self)
  }
}
