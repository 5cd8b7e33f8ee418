internal import MotifCore

/// The frame of a report: one HTML file with its style, its charts and a small script for values.
///
/// Nothing is loaded from elsewhere, and without the script everything but the values under the
/// pointer is there.
enum ReportPage {
  /// A page of sections; `sections` are HTML.
  static func html(title: String, sections: [String]) -> String {
    let title = LineChart.escaped(title)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      \(ChartStyle.css)\(style)</style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>
      \(sections.joined(separator: "\n"))
      </main>
      <script>
      \(script)</script>
      </body>
      </html>

      """
  }

  /// The charts that have values, side by side where the window is wide enough.
  static func charts(_ charts: [LineChart], prefix: String = "chart") -> String {
    let drawn = charts.filter { !$0.isEmpty }
    if drawn.isEmpty { return "<p>No values were recorded yet.</p>" }
    let figures = drawn.enumerated().map { index, chart in
      "<figure><h2>\(LineChart.escaped(chart.title))</h2>\n"
        + chart.svg(id: "\(prefix)-\(index + 1)")
        + (chart.note.isEmpty
          ? "" : "<figcaption>\(LineChart.escaped(chart.note))</figcaption>\n")
        + "</figure>"
    }
    return "<div class=\"charts\">\n\(figures.joined(separator: "\n"))\n</div>"
  }

  /// What is shaded in the charts: a swatch and a name for each stretch, and where it ends.
  static func legend(_ bands: [LineChart.Band]) -> String {
    let entries = bands.enumerated().map { index, band in
      let end = Int(exactly: band.end.rounded()).map { " to step " + NumberText.grouped($0) } ?? ""
      return "<li><span class=\"swatch \(ChartStyle.shade(index))\"></span>"
        + LineChart.escaped(band.name + end) + "</li>"
    }
    return "<ul class=\"legend\" aria-label=\"Shaded in the charts\">\n"
      + entries.joined(separator: "\n") + "\n</ul>"
  }

  /// A table whose columns are numbers but for those of `words`: the first, which names the row, and
  /// others.
  static func table(
    caption: String, head: [String], rows: [[String]], words: Set<Int> = []
  ) -> String {
    func name(_ column: Int) -> String { words.contains(column) ? " class=\"words\"" : "" }
    let headCells = head.enumerated().map {
      "<th scope=\"col\"\(name($0))>\(LineChart.escaped($1))</th>"
    }
    let body = rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == 0
          ? "<th scope=\"row\">\(LineChart.escaped(cell))</th>"
          : "<td\(name(index))>\(LineChart.escaped(cell))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll"><table>
      <caption>\(LineChart.escaped(caption))</caption>
      <thead><tr>\(headCells.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private static let style = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--page,#f4f6f8);color:var(--ink);\
    font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    @media (prefers-color-scheme:dark){body{--page:#0e1115}}
    main{max-width:1400px;margin:0 auto;padding:16px}
    h1{font-size:22px;margin:4px 0 14px;overflow-wrap:anywhere}
    h2{font-size:15px;margin:0 0 4px}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:10px;\
    margin:0 0 16px}
    .facts div,figure,.scroll{background:var(--paper);border-radius:8px;padding:10px 12px}
    .facts dt{color:var(--soft);font-size:13px}
    .facts dd{margin:0;font-size:20px;font-weight:600}
    .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));\
    gap:12px;margin-bottom:16px}
    figure{margin:0;position:relative;min-width:0}
    figcaption{color:var(--soft);font-size:13px}
    .legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:0 0 10px;padding:0;\
    color:var(--soft);font-size:13px}
    .swatch{display:inline-block;width:22px;height:12px;margin-right:6px;vertical-align:-1px;\
    background:var(--h);border:1px solid var(--soft);border-radius:3px}
    .scroll{overflow-x:auto;margin-bottom:16px}
    .samples pre{background:var(--paper);border-radius:8px;padding:10px 12px;margin:0 0 8px;\
    white-space:pre-wrap;overflow-wrap:anywhere}
    .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,280px),1fr));gap:8px;\
    margin:0 0 16px}
    .pair pre{margin:0;padding:4px 0}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums}
    caption{text-align:left;font-weight:600;font-size:15px;padding-bottom:4px}
    th,td{padding:3px 14px 3px 0;text-align:right;font-weight:400;white-space:nowrap;\
    vertical-align:baseline}
    th:first-child,.words{text-align:left}
    td.words:last-child{white-space:normal;min-width:16em}
    thead th{color:var(--soft);font-size:13px;border-bottom:1px solid var(--grid)}
    .tip{position:absolute;pointer-events:none;background:var(--ink);color:var(--paper);\
    font-size:12px;padding:4px 8px;border-radius:5px;white-space:pre;z-index:1}
    @media (max-width:480px){main{padding:8px}.facts div,figure,.scroll{padding:8px}\
    table{font-size:14px}th,td{padding-right:10px}}
    .cursor{stroke:var(--soft);stroke-dasharray:2 2}

    """

  /// Reads values back from the drawn lines, so that the page holds every number once.
  private static let script = """
    for (const svg of document.querySelectorAll('svg.chart')) {
      const [l, r, x0, x1, b, t, y0, y1, log, xLog] =
        svg.dataset.scale.split(' ').map(Number);
      const figure = svg.parentNode, tip = document.createElement('div');
      const cursor = document.createElementNS(svg.namespaceURI, 'path');
      tip.className = 'tip'; cursor.setAttribute('class', 'cursor');
      let lines;
      const hide = () => { tip.remove(); cursor.remove(); };
      const show = value => String(Number(value.toPrecision(4)));
      svg.addEventListener('pointerleave', hide);
      svg.addEventListener('pointermove', event => {
        lines ??= [...svg.querySelectorAll('path.line')].map(path => ({
          name: path.dataset.name,
          points: [...path.getAttribute('d').matchAll(/[ML]([-.0-9]+) ([-.0-9]+)/g)]
            .map(part => [Number(part[1]), Number(part[2])])
        })).filter(line => line.points.length);
        if (!lines.length) return;
        const box = svg.getBoundingClientRect();
        const unit = box.width / svg.viewBox.baseVal.width;
        const x = (event.clientX - box.left) / unit;
        if (x < l - 4 || x > r + 4) return hide();
        const far = p => Math.abs(p[0] - x);
        const near = points => points.reduce((a, p) => far(p) < far(a) ? p : a);
        const found = lines.map(line => [line.name, near(line.points)]);
        const at = near(found.map(entry => entry[1]))[0];
        const along = (at - l) / (r - l);
        const step = xLog ? x0 * (x1 / x0) ** along : x0 + along * (x1 - x0);
        const rows = found.filter(entry => Math.abs(entry[1][0] - at) < 12).map(([name, p]) => {
          const f = (b - p[1]) / (b - t);
          return name + '  ' + show(log ? y0 * (y1 / y0) ** f : y0 + f * (y1 - y0));
        });
        const rest = rows.length - 12;
        if (rest > 0) rows.splice(12, rest, 'and ' + rest + ' more');
        tip.textContent = [svg.dataset.x + ' ' + Math.round(step), ...rows].join('\\n');
        figure.append(tip); svg.append(cursor);
        cursor.setAttribute('d', `M${at} ${t}V${b}`);
        const place = box.left - figure.getBoundingClientRect().left + at * unit;
        const flips = place > box.width / 2;
        tip.style.left = Math.max(0, flips ? place - tip.offsetWidth - 8 : place + 8) + 'px';
        tip.style.top = box.top - figure.getBoundingClientRect().top + t * unit + 'px';
      });
    }

    """
}
