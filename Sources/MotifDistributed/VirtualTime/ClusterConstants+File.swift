package import MotifCore

extension ClusterConstants {
  /// The constants in the JSON text `bytes`, over those of ``h200``; `file` stands in messages.
  ///
  /// Throws `JSONErrors` that name every mistake: syntax, unknown keys, wrong types, numbers out of range.
  package init(_ bytes: [UInt8], file: String) throws(JSONErrors) {
    let node = try JSONScanner.parse(bytes, file: file)
    guard case .object = node.value else {
      throw JSONErrors([JSONMistake(node.origin, "expected an object in { }")])
    }
    self = .h200
    var reader = ClusterReader()
    for member in node.members {
      let (key, value) = (member.key, member.node)
      switch key {
      case "name":
        if let text = value.string { name = text } else { reader.expect("a text", key, value) }
      case "collectiveSeconds":
        reader.read(&collectiveSeconds, key, value, "a number of seconds, 0 or more") { $0 >= 0 }
      case "allToAllBytesPerSecond":
        reader.read(&allToAllBytesPerSecond, key, value, Self.rate) { $0 > 0 }
      case "allGatherBytesPerSecond":
        reader.read(&allGatherBytesPerSecond, key, value, Self.rate) { $0 > 0 }
      case "bytesPerElement": reader.read(&bytesPerElement, key, value, 1...8)
      case "contention": reader.read(&contention, key, value, Self.share) { 0..<1 ~= $0 }
      case "waitingContention":
        reader.read(&waitingContention, key, value, Self.share) { 0..<1 ~= $0 }
      case "newtonSchulz": newtonSchulz = reader.speeds(value)
      default: reader.unknown(member, Self.keys)
      }
    }
    if !reader.mistakes.isEmpty { throw JSONErrors(reader.mistakes) }
  }

  private static let rate = "a number of bytes a second above 0"
  private static let share = "a number from 0 to below 1"
  private static let keys = [
    "name", "collectiveSeconds", "allToAllBytesPerSecond", "allGatherBytesPerSecond",
    "bytesPerElement", "contention", "waitingContention", "newtonSchulz",
  ]
}

/// Reads values and collects what is wrong with them.
private struct ClusterReader {
  private(set) var mistakes: [JSONMistake] = []

  mutating func expect(_ what: String, _ key: String, _ node: JSONNode) {
    mistakes.append(JSONMistake(node.origin, key: key, "expected \(what)"))
  }

  mutating func unknown(_ member: JSONNode.Member, _ keys: [String]) {
    let meant = NearestName.find(member.key, in: keys)
    mistakes.append(
      JSONMistake(
        member.keyOrigin, key: member.key,
        "is not a key here; "
          + (meant.isEmpty ? "there are \(keys.joined(separator: ", "))" : "did you mean \(meant)?")
      ))
  }

  mutating func read(
    _ target: inout Double, _ key: String, _ node: JSONNode, _ what: String,
    where isValid: (Double) -> Bool
  ) {
    guard let number = node.double, number.isFinite, isValid(number) else {
      return expect(what, key, node)
    }
    target = number
  }

  mutating func read(
    _ target: inout Int, _ key: String, _ node: JSONNode, _ range: ClosedRange<Int>
  ) {
    guard let number = node.integer, range.contains(number) else {
      return expect("a whole number from \(range.lowerBound) to \(range.upperBound)", key, node)
    }
    target = number
  }

  mutating func speeds(_ node: JSONNode) -> [ClusterConstants.MatrixSpeed] {
    if node.elements.isEmpty {
      expect("a list of one or more objects with rows, columns and teraflops", "newtonSchulz", node)
    }
    return node.elements.map { element in
      var speed = ClusterConstants.MatrixSpeed(rows: 0, columns: 0, teraflops: 0)
      for member in element.members {
        let key = "newtonSchulz.\(member.key)"
        switch member.key {
        case "rows": read(&speed.rows, key, member.node, Self.sides)
        case "columns": read(&speed.columns, key, member.node, Self.sides)
        case "teraflops":
          read(&speed.teraflops, key, member.node, "a number above 0") { $0 > 0 }
        default: unknown(member, Self.speedKeys)
        }
      }
      for key in Self.speedKeys where element[key] == nil {
        expect(
          "an object with rows, columns and teraflops; it has no \(key)", "newtonSchulz", element)
      }
      return speed
    }
  }

  private static let sides = 1...1 << 24
  private static let speedKeys = ["rows", "columns", "teraflops"]
}
