internal import MotifCore

/// A batch as people read it: what each row holds, and what of it is trained.
package struct InspectedBatch: Encodable, Sendable, Equatable {
  /// Text of one segment, all trained or none.
  package struct Stretch: Encodable, Sendable, Equatable {
    /// The segment, from 1.
    package let segment: Int
    /// Whether a model is trained to write it.
    package let isTrained: Bool
    /// The text of its tokens.
    package let text: String
    /// How many tokens it has.
    package let tokens: Int

    /// A stretch.
    package init(segment: Int, isTrained: Bool, text: String, tokens: Int) {
      (self.segment, self.isTrained, self.text, self.tokens) = (segment, isTrained, text, tokens)
    }
  }

  /// One row.
  package struct Row: Encodable, Sendable, Equatable {
    /// The source that it was drawn from.
    package let source: String
    /// What it holds, without padding.
    package let stretches: [Stretch]
    /// Places that hold no token.
    package let padding: Int

    /// A row.
    package init(source: String, stretches: [Stretch], padding: Int) {
      (self.source, self.stretches, self.padding) = (source, stretches, padding)
    }

    var segments: Int { Set(stretches.map(\.segment)).count }
    var tokens: Int { stretches.reduce(0) { $0 + $1.tokens } }
    var trained: Int { stretches.reduce(0) { $0 + ($1.isTrained ? $1.tokens : 0) } }
    var title: String {
      "\(source): \(NumberText.grouped(tokens)) tokens in \(segments) segments, "
        + "\(NumberText.grouped(trained)) trained, \(NumberText.grouped(padding)) places empty"
    }
  }

  /// The stage, or the run.
  package let name: String
  /// The rows that are shown.
  package let rows: [Row]
  /// How many rows the batch has.
  package let rowCount: Int

  /// The first rows of a batch of `rowCount`.
  package init(name: String, rows: [Row], rowCount: Int) {
    (self.name, self.rows, self.rowCount) = (name, rows, rowCount)
  }

  private var title: String {
    "\(name): \(rows.count) of \(NumberText.grouped(rowCount)) rows of the first batch"
  }

  /// The rows for a terminal: trained text in green where `isColored`, else between ⟦ and ⟧; segments
  /// are parted by a line.
  package func text(isColored: Bool) -> String {
    let (open, close) = isColored ? ("\u{1B}[32m", "\u{1B}[0m") : ("⟦", "⟧")
    let blocks = rows.map { row in
      var text = row.title + "\n"
      var segment = row.stretches.first?.segment
      for stretch in row.stretches {
        if stretch.segment != segment { text += "\n––––\n" }
        segment = stretch.segment
        let shown = VisibleText.of(stretch.text)
        text += stretch.isTrained ? open + shown + close : shown
      }
      return text
    }
    let legend = "Trained is what stands in \(isColored ? "green" : "⟦ ⟧"); –––– parts segments."
    return ([title + "\n" + legend] + blocks).joined(separator: "\n\n")
  }

  /// The rows as a page of its own.
  package var html: String {
    let sections = rows.map { row in
      let spans = row.stretches.enumerated().map { index, stretch in
        let parts =
          index > 0 && row.stretches[index - 1].segment != stretch.segment ? "<hr>" : ""
        let text = LineChart.escaped(VisibleText.of(stretch.text))
        return parts
          + (stretch.isTrained
            ? "<mark title=\"trained, \(stretch.tokens) tokens\">\(text)</mark>" : text)
      }
      return "<section><h2>\(LineChart.escaped(row.title))</h2>\n<pre class=\"row\">"
        + spans.joined() + "</pre></section>"
    }
    let style = """
      <style>
      pre.row { white-space: pre-wrap; overflow-wrap: anywhere; padding: 12px; border: 1px solid #8886;
        border-radius: 6px; }
      pre.row mark { background: #2a78d63a; color: inherit; border-radius: 2px; }
      pre.row hr { border: 0; border-top: 1px dashed #888; margin: 6px 0; }
      </style>
      <p>What a model is trained to write is marked; dashed lines part the segments of a row, which do not
      see each other.</p>
      """
    return ReportPage.html(title: title, sections: [style] + sections)
  }
}
