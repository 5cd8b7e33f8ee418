extension TrainingSummary {
  /// What the generators leave to chance in bits a byte, by domain, where it is known.
  var floors: [String: Double] {
    Dictionary(
      validation.compactMap { row in row.generatorBitsPerByte.map { (row.domain, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether some questions were asked in the turns of a chat.
  private var hasTurns: Bool { exactMatch.contains { $0.ended != nil } }

  /// What was found, as sections of a report page.
  var sections: [String] {
    let after = ", after step \(steps)"
    var sections: [String] = []
    if !validation.isEmpty {
      sections.append(
        ReportPage.table(
          caption: "Validation beside entropies, bits per byte" + after, head: Self.head,
          rows: validation.map(\.cells)))
    }
    if !exactMatch.isEmpty {
      sections.append(
        ReportPage.table(
          caption: "Exact match, greedy" + after,
          head: ["domain", "correct", "items"] + (hasTurns ? ["answers ended"] : []),
          rows: exactMatch.map { row in
            [row.domain, "\(row.correct)", "\(row.items)"]
              + (hasTurns ? [row.ended.map { "\($0)" } ?? "–"] : [])
          }))
    }
    if !samples.isEmpty {
      sections.append(
        "<section class=\"samples\"><h2>Samples\(after)</h2>\n"
          + samples.map(Self.html).joined(separator: "\n") + "</section>")
    }
    return sections
  }

  /// A sample, beside what the model wrote before the run where that is known.
  private static func html(_ sample: Sample) -> String {
    let prompt = LineChart.escaped(sample.prompt)
    guard let before = sample.before else {
      return "<pre>\(prompt)\(LineChart.escaped(sample.text))</pre>"
    }
    return "<pre>\(prompt)</pre><div class=\"pair\">"
      + [("before this stage", before), ("after it", sample.text)].map { title, text in
        "<figure><figcaption>\(title)</figcaption><pre>\(LineChart.escaped(text))</pre></figure>"
      }.joined() + "</div>"
  }
}
