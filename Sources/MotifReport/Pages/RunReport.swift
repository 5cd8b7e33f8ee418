internal import MotifCore

/// The report of one run: a single HTML file that opens without network.
///
/// It begins with what the model has learned; how it was trained, what is inside it and how the machine did
/// come after that.
package enum RunReport {
  /// What is known of a run besides its log.
  package struct Context: Sendable {
    /// What the run found at its end.
    package var results: TrainingSummary?
    /// What is shaded in every chart over steps, in order.
    package var phases: [LineChart.Band] = []
    /// What became of the conversations that a fine-tuning run has read.
    package var conversations: [SampleAccount] = []
    /// What is inside the model.
    package var inside: ModelInside?
    /// The colours of its domains.
    package var colors: DomainColors?
    /// The day, the config and the command, as sentences of HTML.
    var about: [String] = []
    /// The config as text.
    package var config = ""

    /// Nothing is known.
    package init() {}
  }

  /// The report of `records`, and of what else is known of the run, under the heading `title`.
  ///
  /// Charts and tables of what was never recorded are left out, and what never changed is a line of text.
  /// The file stays below about 400 kB for any number of steps in a model of forty layers. Cost:
  /// O(records · log records).
  package static func html(
    title: String, records: [MetricsRecord], context: Context = Context()
  ) -> String {
    let (summary, metrics) = (RunSummary(records), RunMetrics(records))
    let facts = ReportPage.facts(summary.facts)
    let learned = LearnedSection(metrics, context)
    let charts = RunCharts(metrics, learned.domains, clip: context.inside?.clipThreshold)
    func shaded(_ charts: [LineChart], _ prefix: String) -> String {
      ReportPage.charts(charts.map { $0.shaded(context.phases) }, prefix: prefix)
    }
    let legend = context.phases.isEmpty ? "" : ReportPage.legend(context.phases)
    let inside = context.inside
    let sections =
      ReportPage.section("What it learned", learned.parts(legend))
      + ReportPage.section(
        "Training",
        [legend, shaded(charts.training, "chart")] + SourceTokens(metrics).sections
          + SampleAccount.sections(context.conversations))
      + ReportPage.section(
        "Inside the model",
        [
          inside?.maps ?? "",
          ChartGrid(columns: (1, 2, 2)).html(
            [inside?.lambdaBars ?? "", inside?.curves.map(ReportPage.curves) ?? ""]
              .filter { !$0.isEmpty }), shaded(charts.inside, "inside"),
        ])
      + ReportPage.section(
        "The machine", [shaded(charts.machine, "machine"), config(context.config)])
    let nothing = records.isEmpty ? ["<p>No values were recorded yet.</p>"] : []
    return ReportPage.html(
      title: title, about: context.about, sections: [facts] + nothing + sections)
  }

  /// The config, folded up.
  static func config(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    return "<details><summary>The whole config</summary><pre>\(ReportPage.preformatted(text))</pre>"
      + "</details>"
  }
}
