internal import MotifCore

extension ModelInside {
  /// λ of each layer now, as bars.
  var lambdaBars: String {
    let largest = lambda.map(abs).max() ?? 0
    return BarList(
      "λ now",
      note:
        "After step \(NumberText.grouped(step)): how much of what the noise head reads is taken "
        + "away, by layer.",
      lambda.enumerated().map { layer, value in
        .init(
          name: "layer \(layer)", share: largest > 0 ? abs(value) / largest : 0,
          text: NumberText.fixed(value, 3), color: .layer(layer, of: lambda.count))
      }
    ).html
  }

  /// The activation of each layer now.
  var curves: LineChart? {
    activation.map { curves in
      LineChart(
        title: "PolyNorm now", yLabel: "w₀x³/√15 + w₁x²/√3 + w₂x + b",
        xLabel: "x, in root mean squares of its row",
        series: curves.layers.enumerated().map { layer, values in
          .init(
            "layer \(layer)", zip(curves.places, values).map { .init($0, $1) },
            color: .layer(layer, of: curves.layers.count))
        },
        note:
          "What the activation makes of one number x, after step \(NumberText.grouped(step)), in a "
          + "row of normally distributed ones.")
    }
  }

  /// What the heads read of a sentence.
  var maps: String {
    guard let attention else { return "" }
    func map(_ title: String, _ rows: [[Double]], _ note: String, _ index: Int) -> String {
      let drawing = MatrixDrawing(words: attention.words, rows: rows)
      return "<figure><h3>\(title)</h3>\n" + drawing.svg(id: "map-\(index)", title: title)
        + "<figcaption>\(LineChart.escaped(note))</figcaption></figure>"
    }
    let place = "Layer \(attention.layer), "
    guard let noise = attention.noise, let lambda = attention.lambda else {
      return ChartGrid(columns: (1, 1, 1)).html([
        map(
          "What a head reads", attention.signal,
          place
            + "head \(attention.group): a row shows how a token spreads its attention over those "
            + "before it and itself; the rows add up to 1.", 1)
      ])
    }
    let shown = NumberText.fixed(lambda, 3)
    return ChartGrid(columns: (1, 3, 3)).html([
      map(
        "What is read: signal − λ · noise", attention.difference,
        place
          + "group \(attention.group), λ = \(shown). A row shows what a token reads of those before "
          + "it and of itself; blue is added, orange taken away.", 1),
      map(
        "The signal head", attention.signal,
        "The softmax of the group's first signal head: its rows add up to 1.", 2),
      map(
        "The noise head", noise,
        "The softmax of the noise head of the group, of which the λ-fold is taken away.", 3),
    ])
  }
}
