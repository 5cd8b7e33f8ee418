extension LineChart {
  private var drawnPoints: [Point] { series.flatMap { $0.points.filter(isDrawable) } }

  /// Whether a chart of so many values tells more than a number: the only value that lines of what was
  /// measured take, nil where there are several or none.
  var constant: Double? {
    let measured = series.filter { $0.stroke != .dashed && $0.stroke != .edge }
      .flatMap { $0.points.filter(isDrawable) }
    guard let first = measured.first?.y, measured.allSatisfy({ $0.y == first }) else { return nil }
    return first
  }

  /// The value at which the vertical axis is cut; nil where it is not.
  var ceiling: Double? {
    guard yScale == .linear else { return nil }
    switch cut {
    case .none: return nil
    case .at(let value):
      let values = drawnPoints.map(\.y)
      guard let low = values.min(), let high = values.max(), low < value, value < high else {
        return nil
      }
      return value
    case .automatic: return bend
    }
  }

  /// The largest value behind the first tenth, where it is less than a third of the way up.
  private var bend: Double? {
    let points = drawnPoints
    guard let first = points.map(\.x).min(), let last = points.map(\.x).max(),
      let low = points.map(\.y).min(), let high = points.map(\.y).max()
    else { return nil }
    let later = points.filter { $0.x >= first + (last - first) / 10 }.map(\.y)
    guard later.count > 4, let top = later.max(), top > low, high - low > 3 * (top - low) else {
      return nil
    }
    return top
  }
}
