/// The table of public declarations in CONTRIBUTING.md is what the sources have.
extension House {
  /// The lines of a target whose code starts with `public` or `open`, attributes apart, imports left
  /// out.
  func publicCount(of target: String) -> Int {
    files(in: target).reduce(0) { $0 + publicCount(in: $1.tokens) }
  }

  /// Where the table is not what is counted.
  func publicSurfaceDifferences() -> [String] {
    guard let table = publicTable else {
      return ["CONTRIBUTING.md has no heading Public surface with a table below it"]
    }
    let differences = targets.compactMap { target -> String? in
      let count = publicCount(of: target)
      guard let listed = table[target] else {
        return "CONTRIBUTING.md lists no public surface of \(target), which is \(count)"
      }
      return listed == count
        ? nil : "CONTRIBUTING.md says \(listed) for the public surface of \(target), not \(count)"
    }
    return differences
      + table.keys.filter { !targets.contains($0) }.sorted().map {
        "CONTRIBUTING.md lists the public surface of \($0), which is no target"
      }
  }

  /// The rows below the heading: the target in the first cell, its count in the last.
  ///
  /// Cells between them are free, and rows whose last cell is no number are headings.
  private var publicTable: [String: Int]? {
    let lines = (documents["CONTRIBUTING.md"] ?? "").split(separator: "\n")
    let heading = lines.firstIndex { $0.hasPrefix("#") && $0.hasSuffix(" Public surface") }
    guard let heading else { return nil }
    let rows = lines[(heading + 1)...].prefix { !$0.hasPrefix("#") }.compactMap { line in
      let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
        .filter { !$0.isEmpty }
      return cells.last.flatMap { Int($0) }.map { (cells[0], $0) }
    }
    return rows.isEmpty ? nil : Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  private func publicCount(in tokens: [Token]) -> Int {
    tokens.indices.count { index in
      guard tokens[index].startsLine else { return false }
      let keyword = indexBehindAttributes(from: index, in: tokens)
      guard let token = tokens[safe: keyword], token.line == tokens[index].line,
        token.isKeyword("public") || token.isKeyword("open"), let next = tokens[safe: keyword + 1]
      else { return false }
      // `open` may also be the name of a function that is called.
      return next.isWord && !next.isKeyword("import")
    }
  }

  private func indexBehindAttributes(from start: Int, in tokens: [Token]) -> Int {
    var index = start
    while tokens[safe: index]?.isSymbol("@") ?? false {
      index += 2
      guard let next = tokens[safe: index], next.isSymbol("("), next.touches else { continue }
      while let token = tokens[safe: index], !token.isSymbol(")") { index += 1 }
      index += 1
    }
    return index
  }
}
