/// Finds the name somebody probably meant.
package enum NearestName {
  /// The candidate nearest to `name`, or an empty string when none is near.
  ///
  /// Names that differ only in case, `_` and `-` are nearest; else at most a third of the letters may
  /// differ. Ties go to the earlier candidate.
  package static func find(_ name: String, in candidates: [String]) -> String {
    if let same = candidates.first(where: { isSame($0, name) }) { return same }
    let letters = Array(plain(name))
    guard letters.count <= 64 else { return "" }
    let limit = max(1, letters.count / 3)
    var best = (distance: limit + 1, name: "")
    for candidate in candidates {
      let distance = distance(letters, Array(plain(candidate)))
      if distance < best.distance { best = (distance, candidate) }
    }
    return best.name
  }

  /// Whether two names differ at most in case, `_` and `-`; ends at the first letter that differs.
  package static func isSame(_ a: String, _ b: String) -> Bool {
    letters(a).elementsEqual(letters(b)) { $0 == $1 || $0.lowercased() == $1.lowercased() }
  }

  private static func letters(_ name: String) -> some Sequence<Character> {
    name.lazy.filter { $0 != "_" && $0 != "-" }
  }

  private static func plain(_ name: String) -> String { String(letters(name)).lowercased() }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  package static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        current[j + 1] = min(
          previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
        }
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
