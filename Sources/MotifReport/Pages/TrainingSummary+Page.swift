internal import MotifCore

extension TrainingSummary {
  /// What the generators leave to chance in bits a byte, by domain, where it is known.
  var floors: [String: Double] {
    Dictionary(
      validation.compactMap { row in row.generatorBitsPerByte.map { (row.domain, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The entropy of single bytes, by domain.
  var ceilings: [String: Double] {
    Dictionary(
      validation.map { ($0.domain, $0.unigramBitsPerByte) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// What the model writes; nothing without samples.
  var samplesSection: String {
    guard !samples.isEmpty else { return "" }
    return
      "<div class=\"samples\"><h3>What it writes, after step \(NumberText.grouped(steps))</h3>\n"
      + "<p class=\"note\">The prompt is pale.</p>\n"
      + samples.map(Self.html).joined(separator: "\n") + "</div>"
  }

  /// A sample, beside what the model wrote before the run where that is known.
  private static func html(_ sample: Sample) -> String {
    let cut = sample.unreadPromptTokens
    let note =
      cut > 0
      ? "<p class=\"note\">The prompt is longer than the context: its first "
        + "\(NumberText.grouped(cut)) tokens were cut.</p>" : ""
    return note + pre(sample)
  }

  private static func pre(_ sample: Sample) -> String {
    guard let before = sample.before else {
      return "<pre><b>\(ReportPage.preformatted(sample.prompt))</b>"
        + "\(ReportPage.preformatted(sample.text))</pre>"
    }
    return "<pre><b>\(ReportPage.preformatted(sample.prompt))</b></pre>"
      + pair([("before this stage", before), ("after it", sample.text)])
  }

  /// Texts side by side under a title each.
  static func pair(_ texts: [(title: String, text: String)]) -> String {
    "<div class=\"pair\">"
      + ChartGrid(columns: (1, texts.count > 2 ? 2 : texts.count, 5)).html(
        texts.map { title, text in
          "<figure><figcaption>\(LineChart.escaped(title))</figcaption>"
            + "<pre>\(ReportPage.preformatted(text))</pre></figure>"
        }) + "</div>"
  }
}
