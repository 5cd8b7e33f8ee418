internal import Foundation

/// The records of a run as columns over steps, ready to be drawn.
///
/// A field that is missing from a record has no point there; one that was not finite is NaN, a gap.
struct RunMetrics {
  let records: [MetricsRecord]

  /// The columns of `records`, which may come in any order.
  init(_ records: [MetricsRecord]) {
    self.records = records.sorted { $0.step < $1.step }
  }

  /// The single numbers called `name`.
  func numbers(_ name: String) -> [LineChart.Point] {
    records.compactMap { record in
      record.number(name).map { LineChart.Point(Double(record.step), $0) }
    }
  }

  /// The tables called `name` as one column a row name, in the order in which the names appear.
  func tables(_ name: String) -> [(name: String, points: [LineChart.Point])] {
    var columns: [(name: String, points: [LineChart.Point])] = []
    var places: [String: Int] = [:]
    for record in records {
      guard case .table(let rows) = record[name] else { continue }
      for row in rows {
        let place = places[row.name] ?? columns.count
        if place == columns.count {
          places[row.name] = place
          columns.append((row.name, []))
        }
        columns[place].points.append(.init(Double(record.step), row.value))
      }
    }
    return columns
  }

  /// The last table called `name`; empty without any.
  func lastTable(_ name: String) -> [MetricsRecord.Entry] {
    for record in records.reversed() {
      if case .table(let rows) = record[name] { return rows }
    }
    return []
  }

  /// The lists called `name` as one column a position.
  func lists(_ name: String) -> [[LineChart.Point]] {
    var columns: [[LineChart.Point]] = []
    for record in records {
      guard case .list(let values) = record[name] else { continue }
      while columns.count < values.count { columns.append([]) }
      for (place, value) in values.enumerated() {
        columns[place].append(.init(Double(record.step), value))
      }
    }
    return columns
  }

  /// The mean of each list called `name`.
  func listMeans(_ name: String) -> [LineChart.Point] {
    records.compactMap { record in
      guard case .list(let values) = record[name], !values.isEmpty else { return nil }
      return LineChart.Point(Double(record.step), values.reduce(0, +) / Double(values.count))
    }
  }

  /// The largest number of each list called `name`.
  func listMaxima(_ name: String) -> [LineChart.Point] {
    records.compactMap { record in
      guard case .list(let values) = record[name], let largest = values.max() else { return nil }
      let isWhole = values.allSatisfy(\.isFinite)
      return LineChart.Point(Double(record.step), isWhole ? largest : .nan)
    }
  }

  /// Shares of the tokens drawn in the last `window` records, from the counts since the start.
  ///
  /// `share_d(t) = (drawn_d(t) − drawn_d(t−w)) / Σ_d …`; before the window is full, since the
  /// start.
  func drawnShares(window: Int) -> [(name: String, points: [LineChart.Point])] {
    let columns = tables("mixture")
    var totals: [Double: Double] = [:]
    var grown: [[LineChart.Point]] = []
    for column in columns {
      let points = column.points
      let growth = points.indices.map { index in
        let before = index >= window ? points[index - window].y : 0
        return LineChart.Point(points[index].x, points[index].y - before)
      }
      for point in growth { totals[point.x, default: 0] += point.y }
      grown.append(growth)
    }
    return zip(columns, grown).map { column, growth in
      (column.name, growth.map { .init($0.x, $0.y / (totals[$0.x] ?? .nan)) })
    }
  }

  /// Over how many records values are smoothed: a hundredth of the run, at least 1, at most 200.
  var smoothingWindow: Int { max(1, min(200, records.count / 100)) }

  /// Exponential mean with the time constant `window`, free of the pull of its start; gaps are
  /// passed over.
  ///
  /// `m_t = Σ_i a^(t−i) y_i / Σ_i a^(t−i)` with `a = 1 − 1/window`.
  static func smoothed(_ points: [LineChart.Point], window: Int) -> [LineChart.Point] {
    let keep = 1 - 1 / Double(max(1, window))
    var sum = 0.0
    var weight = 0.0
    return points.map { point in
      guard point.y.isFinite else { return point }
      sum = sum * keep + point.y
      weight = weight * keep + 1
      return .init(point.x, sum / weight)
    }
  }

  /// The middle of the finite values; nil without any.
  static func median(_ points: [LineChart.Point]) -> Double? {
    let values = points.map(\.y).filter(\.isFinite).sorted()
    guard !values.isEmpty else { return nil }
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
  }
}
