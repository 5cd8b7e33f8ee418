extension LineChart {
  /// At most two values a bucket, the smallest and the largest, so that every peak stays visible.
  ///
  /// The range of x is cut into `buckets` equal parts. The first and the last value are kept as
  /// well; a gap inside a bucket stays a gap behind it. Fewer than `2 · buckets` values are left as
  /// they are. Cost: O(points).
  static func thinned(
    _ points: [Point], buckets: Int, isDrawable: (Point) -> Bool
  ) -> [Point] {
    guard points.count > 2 * buckets, buckets > 0,
      let first = points.first, let last = points.last, last.x > first.x
    else { return points }
    let width = (last.x - first.x) / Double(buckets)
    func bucket(_ point: Point) -> Int {
      let place = (point.x - first.x) / width
      return place.isFinite ? max(0, min(buckets - 1, Int(place))) : 0
    }
    var result: [Point] = []
    var index = 0
    while index < points.count {
      let current = bucket(points[index])
      var end = index
      while end < points.count && bucket(points[end]) == current { end += 1 }
      appendExtremes(of: points[index..<end], to: &result, isDrawable: isDrawable)
      index = end
    }
    if isDrawable(first), result.first != first { result.insert(first, at: 0) }
    if isDrawable(last), result.last != last { result.append(last) }
    return result
  }

  private static func appendExtremes(
    of bucket: ArraySlice<Point>, to result: inout [Point], isDrawable: (Point) -> Bool
  ) {
    var low: Int?
    var high: Int?
    var gap: Point?
    for index in bucket.indices {
      guard isDrawable(bucket[index]) else {
        gap = bucket[index]
        continue
      }
      if low.map({ bucket[index].y < bucket[$0].y }) ?? true { low = index }
      if high.map({ bucket[index].y > bucket[$0].y }) ?? true { high = index }
    }
    if let low, let high {
      result.append(bucket[min(low, high)])
      if low != high { result.append(bucket[max(low, high)]) }
    }
    if let gap { result.append(gap) }
  }
}
