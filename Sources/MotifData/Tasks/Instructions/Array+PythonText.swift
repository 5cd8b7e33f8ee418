/// What Python's methods of text do, over Unicode scalars.
extension Array<Unicode.Scalar> {
  /// Without white space at both ends.
  package var stripped: [Unicode.Scalar] { stripped { $0.isPythonSpace } }

  /// Without what is `outer` at both ends.
  package func stripped(_ outer: (Unicode.Scalar) -> Bool) -> [Unicode.Scalar] {
    let start = drop(while: outer)
    guard let last = start.lastIndex(where: { !outer($0) }) else { return [] }
    return Array(start[...last])
  }

  /// In lower case, scalar by scalar, but for a Σ that ends a word.
  package var lowered: [Unicode.Scalar] {
    indices.flatMap { index -> [Unicode.Scalar] in
      if self[index] == "\u{3A3}", endsWord(index) { return ["\u{3C2}"] }
      return Array(self[index].properties.lowercaseMapping.unicodeScalars)
    }
  }

  /// Whether a letter with cases stands before the one at `index` and none behind it (Unicode's
  /// Final_Sigma).
  private func endsWord(_ index: Int) -> Bool {
    func counts(_ scalar: Unicode.Scalar) -> Bool { !scalar.properties.isCaseIgnorable }
    let before = self[..<index].last(where: counts)
    let after = self[(index + 1)...].first(where: counts)
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  /// Whether there is a letter with cases, and none in lower or title case.
  var isUpper: Bool {
    contains(where: \.properties.isUppercase)
      && !contains { $0.properties.isLowercase || $0.isTitleCase }
  }

  /// Whether there is a letter with cases, and none in upper or title case.
  var isLower: Bool {
    contains(where: \.properties.isLowercase)
      && !contains { $0.properties.isUppercase || $0.isTitleCase }
  }

  /// The parts between occurrences of `separator`, which is not empty.
  package func parts(between separator: String) -> [[Unicode.Scalar]] {
    let mark = Array(separator.unicodeScalars)
    var parts: [[Unicode.Scalar]] = []
    var (start, index) = (0, 0)
    while index + mark.count <= count {
      if self[index..<index + mark.count].elementsEqual(mark) {
        parts.append(Array(self[start..<index]))
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + [Array(self[start...])]
  }

  /// With `replacement` in place of every `part`, which is not empty.
  package func replacing(_ part: String, with replacement: String) -> [Unicode.Scalar] {
    Array(parts(between: part).joined(separator: Array(replacement.unicodeScalars)))
  }

  /// The words between white space.
  package var words: [[Unicode.Scalar]] {
    split(whereSeparator: \.isPythonSpace).map(Array.init)
  }

  /// Whether `part` stands somewhere in it.
  package func holds(_ part: String) -> Bool { part.isEmpty || parts(between: part).count > 1 }
}

extension Unicode.Scalar {
  fileprivate var isTitleCase: Bool { properties.generalCategory == .titlecaseLetter }
}
