/// Deals work to those who have the least of it (LPT): an even load without a search.
package enum LeastLoaded {
  /// The owner of each item: items are dealt in `order`, each to the owner with the least cost so far.
  ///
  /// Of equal loads the first owner is taken, so that the result depends on the costs alone.
  /// O(items · owners).
  ///
  /// - Parameter most: how many items one owner may have at most.
  /// - Precondition: there are at most `owners · most` items.
  package static func owners<Cost: AdditiveArithmetic & Comparable>(
    of costs: [Cost], in order: [Int], owners count: Int, most: Int = .max
  ) -> [Int] {
    precondition(
      count > 0 && (costs.count - 1) / count < most,
      "\(costs.count) items for \(count) owners of \(most) at most")
    var owners = [Int](repeating: 0, count: costs.count)
    var loads = [Cost](repeating: .zero, count: count)
    var held = [Int](repeating: 0, count: count)
    for item in order {
      let open = loads.indices.lazy.filter { held[$0] < most }
      let owner = open.min { loads[$0] < loads[$1] } ?? 0
      owners[item] = owner
      loads[owner] += costs[item]
      held[owner] += 1
    }
    return owners
  }

  /// The items from the most to the least expensive; equal ones keep their order.
  package static func order<Cost: Comparable>(_ costs: [Cost]) -> [Int] {
    costs.indices.sorted { costs[$0] != costs[$1] ? costs[$0] > costs[$1] : $0 < $1 }
  }
}
