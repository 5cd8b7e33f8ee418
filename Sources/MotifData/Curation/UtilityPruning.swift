/// Drops the share of a set with the least utility, and leaves every cluster its quota.
package enum UtilityPruning {
  /// What is dropped, in the order of dropping: from the lowest utility, ties by index, until
  /// ⌊n × `fraction`⌋ are gone; an item whose cluster would fall below `quota` stays, so fewer may go.
  ///
  /// Utility that is not a number counts as the lowest.
  package static func dropped(
    clusters: [Int], utility: [Double], fraction: Double = 0.3, quota: Int
  ) -> [Int] {
    precondition(clusters.count == utility.count, "each item has a cluster and a utility")
    let target = Int((Double(utility.count) * fraction).rounded(.down))
    var sizes: [Int: Int] = [:]
    for cluster in clusters { sizes[cluster, default: 0] += 1 }
    let ranked = utility.indices.sorted { a, b in
      let (first, second) = (rank(utility[a]), rank(utility[b]))
      return first == second ? a < b : first < second
    }
    var dropped: [Int] = []
    for index in ranked where dropped.count < target {
      guard let size = sizes[clusters[index]], size > quota else { continue }
      sizes[clusters[index]] = size - 1
      dropped.append(index)
    }
    return dropped
  }

  private static func rank(_ utility: Double) -> Double { utility.isNaN ? -.infinity : utility }
}
