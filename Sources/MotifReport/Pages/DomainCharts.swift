/// What a run says about each domain over its steps: scores and shares, a domain in one colour throughout.
struct DomainCharts {
  private let metrics: RunMetrics
  /// The entropies of generators that are known of the end alone.
  private let floors: [String: Double]
  /// All domains, in the order of the mixture.
  private let names: [String]

  /// The charts of what `metrics` hold; `floors` are entropies of generators in bits a byte, for runs
  /// whose metrics lack them.
  init(_ metrics: RunMetrics, floors: [String: Double] = [:]) {
    (self.metrics, self.floors) = (metrics, floors)
    var seen: Set<String> = []
    names = ["mixture", "plannedMixture", "bitsPerByte", "exactMatch"]
      .flatMap { metrics.tables($0).map(\.name) }.filter { seen.insert($0).inserted }
  }

  private func color(_ domain: String) -> LineChart.Color {
    .hue(names.firstIndex(of: domain) ?? 0)
  }

  private static func percent(_ points: [LineChart.Point]) -> [LineChart.Point] {
    points.map { .init($0.x, $0.y * 100) }
  }

  /// Above how many domains each has a chart of its own, since so many floors are more than an eye
  /// can follow.
  private static let fewDomains = 4

  private var isCrowded: Bool { metrics.tables("bitsPerByte").count > Self.fewDomains }

  /// Bits a byte of held-out text, over the entropy of the generator where one is known.
  var validation: LineChart {
    let scores = metrics.tables("bitsPerByte")
    var (lines, bottoms) = (scores.map(line), isCrowded ? [] : scores.compactMap(floor))
    if scores.count != 1 {
      let total = (name: "all", points: metrics.numbers("validationBitsPerByte"))
      lines.append(.init(total.name, total.points, color: .ink, stroke: .dotted))
      if let points = knownFloor(total) { bottoms.append(floor(total.name, points, color: .ink)) }
    }
    return LineChart(
      title: "Validation", yLabel: "bits per byte", series: bottoms + lines,
      note: bottoms.isEmpty
        ? "" : "Dashed: what a model that knows the text's generator would score.")
  }

  /// Where there are too many domains for one chart with floors, a chart for each that has one.
  var validationByDomain: [LineChart] {
    guard isCrowded else { return [] }
    return metrics.tables("bitsPerByte").compactMap { domain in
      guard var floor = floor(domain) else { return nil }
      var line = line(domain)
      (floor.name, floor.isLabelled, line.isLabelled) = ("generator", true, false)
      return LineChart(
        title: "Validation, \(domain.name)", yLabel: "bits per byte", series: [floor, line])
    }
  }

  private typealias Column = (name: String, points: [LineChart.Point])

  private func line(_ domain: Column) -> LineChart.Series {
    .init(domain.name, domain.points, color: color(domain.name), stroke: .dotted)
  }

  /// The entropy of the generator of `domain`: as it was measured beside its scores, else as it is known
  /// at the end; nil where there is none.
  private func floor(_ domain: Column) -> LineChart.Series? {
    let measured = metrics.tables("generatorBitsPerByte").first { $0.name == domain.name }?.points
    return (measured ?? knownFloor(domain)).map {
      floor(domain.name, $0, color: color(domain.name))
    }
  }

  /// The entropy that is known at the end, wherever `domain` has a score.
  private func knownFloor(_ domain: Column) -> [LineChart.Point]? {
    floors[domain.name].map { value in domain.points.map { .init($0.x, value) } }
  }

  private func floor(
    _ domain: String, _ points: [LineChart.Point], color: LineChart.Color
  ) -> LineChart.Series {
    .init(domain + " generator", points, color: color, stroke: .dashed, isLabelled: false)
  }

  /// Right answers to fresh questions.
  var exactMatch: LineChart {
    LineChart(
      title: "Exact match", yLabel: "% of fresh questions answered to the letter",
      series: metrics.tables("exactMatch").map {
        .init($0.name, Self.percent($0.points), color: color($0.name), stroke: .dotted)
      }, includesZero: true)
  }

  /// Planned and drawn shares, a line each.
  var mixture: LineChart {
    // A step draws few rows, so its shares jump: a twentieth of the run shows where they lead.
    let window = max(metrics.smoothingWindow, metrics.records.count / 20)
    let drawn = metrics.drawnShares(window: window)
    let planned = metrics.tables("plannedMixture")
    let lines = names.flatMap { name -> [LineChart.Series] in
      let realised = drawn.first { $0.name == name }
      let plan = planned.first { $0.name == name }
      return [
        realised.map { .init(name, Self.percent($0.points), color: color(name)) },
        plan.map {
          .init(
            name + " planned", Self.percent($0.points), color: color(name), stroke: .dashed,
            isLabelled: realised == nil)
        },
      ].compactMap(\.self)
    }
    return LineChart(
      title: "Mixture", yLabel: "% of tokens", series: lines, includesZero: true,
      note: (window == 1 ? "Solid: drawn." : "Solid: drawn over \(window) steps.")
        + " Dashed: planned.")
  }
}
