/// Numbers 0 ..< n in groups that only ever join; a group is known by its lowest number.
package struct UnionFind: Sendable {
  private var parents: [Int32]

  /// `count` groups of one.
  package init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

  /// The lowest number of the group of `index`; nearly constant time over many calls.
  package mutating func find(_ index: Int) -> Int {
    var place = Int32(index)
    while parents[Int(place)] != place {
      parents[Int(place)] = parents[Int(parents[Int(place)])]
      place = parents[Int(place)]
    }
    return Int(place)
  }

  /// Joins the groups of `a` and `b`; false where they are one already.
  @discardableResult
  package mutating func join(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (find(a), find(b))
    if first == second { return false }
    parents[max(first, second)] = Int32(min(first, second))
    return true
  }

  /// The groups of two and more, by their lowest numbers, each in ascending order.
  package mutating func groups() -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for index in parents.indices {
      let root = find(index)
      if root != index { members[root, default: [root]].append(index) }
    }
    return members.keys.sorted().compactMap { members[$0] }
  }
}
