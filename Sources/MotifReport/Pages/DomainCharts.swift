/// What a run says about each domain over its steps: scores and shares, a domain in one colour throughout.
struct DomainCharts {
  private let metrics: RunMetrics
  /// The entropies of generators that are known of the end alone.
  private let floors: [String: Double]
  /// The entropies of single bytes.
  private let ceilings: [String: Double]
  /// All domains, in the order of the mixture.
  private let names: [String]
  /// The colour of each domain.
  let colors: DomainColors

  /// The charts of what `metrics` hold.
  ///
  /// - Parameters:
  ///   - floors: entropies of generators in bits a byte, for runs whose metrics lack them.
  ///   - ceilings: entropies of single bytes, which a model that knows no context would reach.
  ///   - colors: those of the run; nil takes the names in the metrics.
  init(
    _ metrics: RunMetrics, floors: [String: Double] = [:], ceilings: [String: Double] = [:],
    colors: DomainColors? = nil
  ) {
    (self.metrics, self.floors, self.ceilings) = (metrics, floors, ceilings)
    var seen: Set<String> = []
    let names = ["mixture", "plannedMixture", "bitsPerByte", "exactMatch"]
      .flatMap { metrics.tables($0).map(\.name) }.filter { seen.insert($0).inserted }
    self.names = names
    self.colors = colors ?? DomainColors(names.sorted())
  }

  private static func percent(_ points: [LineChart.Point]) -> [LineChart.Point] {
    points.map { .init($0.x, $0.y * 100) }
  }

  /// Above how many domains they have small charts each, since so many lines are more than an eye can
  /// follow.
  private static let fewDomains = 4

  private var isCrowded: Bool { metrics.tables("bitsPerByte").count > Self.fewDomains }

  /// The validation of all domains, and right answers.
  var overviews: [LineChart] { [validation, exactMatch] }

  /// Bits a byte of held-out text, over the entropy of the generator where one is known.
  var validation: LineChart {
    let scores = metrics.tables("bitsPerByte")
    var (lines, bounds) = isCrowded ? ([], []) : (scores.map(line), scores.compactMap(floor))
    if scores.count != 1 {
      let total = (name: "all", points: metrics.numbers("validationBitsPerByte"))
      lines.append(.init(total.name, total.points, color: .ink, stroke: .dotted))
      if let points = knownFloor(total) { bounds.append(floor(total.name, points, color: .ink)) }
      if let top = ceiling(total) { bounds.append(top) }
    } else if let top = ceiling(scores[0]) {
      bounds.append(top)
    }
    return LineChart(
      title: "Bits per byte, all domains", yLabel: "bits per byte", series: bounds + lines,
      note: "How many bits the model needs for a byte of text that it has not seen; less is better."
        + (bounds.isEmpty ? "" : " " + explanationText)
    ).cut(cut(of: scores.count == 1 ? scores[0].name : "all"))
  }

  private var explanationText: String {
    "Dashed: below, what a model that knows the text's generator by heart would need; above, what the "
      + "frequencies of single bytes need, where they are known."
  }

  /// How the small charts are read.
  var explanation: String { "<p class=\"note\">\(explanationText)</p>" }

  /// The axis ends a little above what single bytes need.
  private func cut(of domain: String) -> LineChart.Cut {
    ceilings[domain].map { $0 > 0 ? .at($0 * 1.05) : .automatic } ?? .automatic
  }

  /// A small chart of each domain, where there are several.
  var validationByDomain: [LineChart] {
    let domains = metrics.tables("bitsPerByte")
    guard domains.count > 1, domains.contains(where: { $0.points.count > 1 }) else { return [] }
    return domains.map { domain in
      var line = line(domain)
      line.isLabelled = false
      let bounds = [floor(domain), ceiling(domain)].compactMap(\.self)
      return LineChart(
        title: domain.name, yLabel: "bits per byte", series: bounds + [line], includesZero: true
      ).cut(cut(of: domain.name))
    }
  }

  private typealias Column = (name: String, points: [LineChart.Point])

  private func line(_ domain: Column) -> LineChart.Series {
    .init(domain.name, domain.points, color: colors[domain.name], stroke: .dotted)
  }

  /// The entropy of the generator of `domain`: as it was measured beside its scores, else as it is known
  /// at the end; nil where there is none.
  private func floor(_ domain: Column) -> LineChart.Series? {
    let measured = metrics.tables("generatorBitsPerByte").first { $0.name == domain.name }?.points
    return (measured ?? knownFloor(domain)).map {
      floor(domain.name, $0, color: colors[domain.name])
    }
  }

  /// The entropies of generators as they were last measured, or are known at the end.
  var lastFloors: [String: Double] {
    floors.merging(metrics.lastTable("generatorBitsPerByte").map { ($0.name, $0.value) }) { $1 }
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

  private func ceiling(_ domain: Column) -> LineChart.Series? {
    ceilings[domain.name].map { value in
      .init(
        domain.name + " unigram", domain.points.map { .init($0.x, value) }, color: .ink,
        stroke: .dashed, isLabelled: false)
    }
  }

  /// Right answers to fresh questions.
  var exactMatch: LineChart {
    LineChart(
      title: "Exact match over time", yLabel: "% of fresh questions",
      series: metrics.tables("exactMatch").map {
        .init($0.name, Self.percent($0.points), color: colors[$0.name], stroke: .dotted)
      }, includesZero: true,
      note: "Fresh questions that were answered to the letter, a few at each evaluation.")
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
        realised.map { .init(name, Self.percent($0.points), color: colors[name]) },
        plan.map {
          .init(
            name + " planned", Self.percent($0.points), color: colors[name], stroke: .dashed,
            isLabelled: realised == nil)
        },
      ].compactMap(\.self)
    }
    return LineChart(
      title: "Mixture", yLabel: "% of tokens", series: lines, includesZero: true,
      note: "Where the tokens come from. "
        + (window == 1 ? "Solid: drawn." : "Solid: drawn over \(window) steps.")
        + " Dashed: planned.")
  }
}
