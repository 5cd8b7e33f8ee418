/// What Python's methods of text do, over Unicode scalars.
extension Array<Unicode.Scalar> {
  /// Without white space at both ends.
  var stripped: [Unicode.Scalar] { stripped { $0.isPythonSpace } }

  /// Without what is `outer` at both ends.
  func stripped(_ outer: (Unicode.Scalar) -> Bool) -> [Unicode.Scalar] {
    let start = drop(while: outer)
    guard let last = start.lastIndex(where: { !outer($0) }) else { return [] }
    return Array(start[...last])
  }

  /// In lower case, scalar by scalar.
  var lowered: [Unicode.Scalar] { flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) } }

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
  func parts(between separator: String) -> [[Unicode.Scalar]] {
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

  /// The words between white space.
  var words: [[Unicode.Scalar]] {
    split(whereSeparator: \.isPythonSpace).map(Array.init)
  }

  /// Whether `part` stands somewhere in it.
  func holds(_ part: String) -> Bool { part.isEmpty || parts(between: part).count > 1 }
}

extension Unicode.Scalar {
  fileprivate var isTitleCase: Bool { properties.generalCategory == .titlecaseLetter }
}
