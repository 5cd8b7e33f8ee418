/// Houses in a row, each with one value of every category, and what is told about them.
struct ZebraGrid {
  /// What is told about two values; a value is a category and a number within it.
  struct Clue: Equatable {
    enum Relation: CaseIterable {
      /// In the same house.
      case same
      /// The first in the house directly left of the second.
      case left
      /// In neighbouring houses.
      case beside
      /// In different houses.
      case apart
    }

    let relation: Relation
    let first: (category: Int, value: Int)
    let second: (category: Int, value: Int)

    static func == (a: Clue, b: Clue) -> Bool {
      a.relation == b.relation && a.first == b.first && a.second == b.second
    }

    /// Whether it holds for the houses of both values.
    func holds(_ first: Int, _ second: Int) -> Bool {
      switch relation {
      case .same: first == second
      case .left: first + 1 == second
      case .beside: abs(first - second) == 1
      case .apart: first != second
      }
    }
  }

  let houses: Int
  let categories: Int
  private let orders: [[Int]]

  /// A grid of that size.
  ///
  /// Category 0 is the place of a house, and its values are in order.
  init(houses: Int, categories: Int) {
    self.houses = houses
    self.categories = categories
    orders = Self.permutations(houses)
  }

  /// Up to `limit` solutions: the house of each value of each category.
  func solutions(_ clues: [Clue], limit: Int) -> [[[Int]]] {
    // A clue is checked as soon as both of its categories are placed.
    let due = (0..<categories).map { category in
      clues.filter { max($0.first.category, $0.second.category) == category }
    }
    var found: [[[Int]]] = []
    var placed = [Array(0..<houses)]
    extend(&placed, due, limit, &found)
    return found
  }

  private func extend(
    _ placed: inout [[Int]], _ due: [[Clue]], _ limit: Int, _ found: inout [[[Int]]]
  ) {
    guard placed.count < categories else {
      found.append(placed)
      return
    }
    let category = placed.count
    for order in orders where found.count < limit {
      placed.append(order)
      let fits = due[category].allSatisfy { clue in
        clue.holds(
          placed[clue.first.category][clue.first.value],
          placed[clue.second.category][clue.second.value])
      }
      if fits { extend(&placed, due, limit, &found) }
      placed.removeLast()
    }
  }

  private static func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { shorter in
      (0...shorter.count).map { place in
        var longer = shorter
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }
}
