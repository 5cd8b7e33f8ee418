import Foundation

@testable import MotifData

/// Second opinions on tasks about lists, graphs and strings, by brute force.
enum AlgorithmOracles {
  static let all: [(name: String, isRight: @Sendable (TaskItem) -> Bool)] = [
    ("sorting", sorting), ("subsequence", subsequence), ("knapsack", knapsack),
    ("editDistance", editDistance), ("shortestPath", shortestPath), ("connectivity", connectivity),
    ("brackets", brackets), ("rewriting", rewriting), ("regex", regex),
  ]

  @Sendable static func sorting(_ item: TaskItem) -> Bool {
    if item.prompt.hasPrefix("The letters") { return permutation(item) }
    let given = Reading.integers(
      Reading.between(item.prompt, "Sort ", " from").replacing("by", with: ""))
    let list = item.answer.split(separator: " ").compactMap { Int($0) }
    let isOrdered = zip(list, list.dropFirst()).allSatisfy { a, b in
      if item.prompt.contains("from the largest") { return a > b }
      if item.prompt.contains("last digit") { return a % 10 < b % 10 || a % 10 == b % 10 && a < b }
      return a < b
    }
    return isOrdered && Set(list) == Set(given) && list.count == given.count
  }

  private static func permutation(_ item: TaskItem) -> Bool {
    let letters = Reading.between(item.prompt, "The letters ", " move").split(separator: " ")
    let moves = Reading.integers(Reading.between(item.prompt, "places: ", "."))
    var target: [Int: Int] = [:]
    for place in stride(from: 0, to: moves.count, by: 2) { target[moves[place]] = moves[place + 1] }
    var result = letters
    for place in letters.indices {
      let end = target[target[place + 1] ?? 0] ?? 0
      result[end - 1] = letters[place]
    }
    return result.joined(separator: " ") == item.answer
  }

  @Sendable static func subsequence(_ item: TaskItem) -> Bool {
    let list = Reading.integers(Reading.between(item.prompt, "subsequence of ", " in which"))
    var best = 0
    for chosen in 1..<(1 << list.count) {
      let part = list.indices.filter { chosen >> $0 & 1 == 1 }.map { list[$0] }
      if part.count > best, zip(part, part.dropFirst()).allSatisfy({ $0 < $1 }) {
        best = part.count
      }
    }
    return Int(item.answer) == best
  }

  @Sendable static func knapsack(_ item: TaskItem) -> Bool {
    let n = Reading.integers(item.prompt)
    let things = stride(from: 1, to: n.count, by: 2).map { (weight: n[$0], value: n[$0 + 1]) }
    func best(_ index: Int, _ room: Int) -> Int {
      guard index < things.count else { return 0 }
      let without = best(index + 1, room)
      guard things[index].weight <= room else { return without }
      return max(without, things[index].value + best(index + 1, room - things[index].weight))
    }
    return Int(item.answer) == best(0, n[0])
  }

  @Sendable static func editDistance(_ item: TaskItem) -> Bool {
    let a = Array(Reading.between(item.prompt, "turn ", " into"))
    let b = Array(Reading.between(item.prompt, " into ", "?"))
    var known: [[Int]: Int] = [:]
    func distance(_ i: Int, _ j: Int) -> Int {
      if i == a.count || j == b.count { return a.count - i + b.count - j }
      if let value = known[[i, j]] { return value }
      let value =
        a[i] == b[j]
        ? distance(i + 1, j + 1)
        : 1 + min(distance(i + 1, j + 1), distance(i + 1, j), distance(i, j + 1))
      known[[i, j]] = value
      return value
    }
    return Int(item.answer) == distance(0, 0)
  }

  private static func roads(_ text: String) -> [(from: String, to: String, length: Int)] {
    text.components(separatedBy: ", ").map { road in
      let words = road.split(separator: " ")
      let ends = words[0].split(separator: "-").map(String.init)
      return (ends[0], ends[1], words.count > 1 ? Int(words[1]) ?? 0 : 0)
    }
  }

  /// All ways without a town twice.
  @Sendable static func shortestPath(_ item: TaskItem) -> Bool {
    let roads = roads(Reading.between(item.prompt, "lengths: ", ". How"))
    let end = Reading.between(item.prompt, " to ", "?")
    var best = Int.max
    func walk(_ town: String, _ visited: Set<String>, _ length: Int) {
      guard town != end else { return best = min(best, length) }
      for road in roads {
        let other = road.from == town ? road.to : road.to == town ? road.from : town
        if !visited.contains(other) { walk(other, visited.union([other]), length + road.length) }
      }
    }
    let start = Reading.between(item.prompt, "way from ", " to")
    walk(start, [start], 0)
    return Int(item.answer) == best
  }

  @Sendable static func connectivity(_ item: TaskItem) -> Bool {
    let last = Reading.between(item.prompt, "towns are A to ", ",")
    let towns = (UInt8(ascii: "A")...(last.utf8.first ?? 0)).map { String(UnicodeScalar($0)) }
    var group = Dictionary(uniqueKeysWithValues: towns.map { ($0, $0) })
    for road in roads(Reading.between(item.prompt, "the roads ", ".")) {
      let (old, new) = (group[road.from], group[road.to])
      for town in towns where group[town] == old { group[town] = new }
    }
    return Int(item.answer) == Set(group.values).count
  }

  @Sendable static func brackets(_ item: TaskItem) -> Bool {
    let given = Reading.between(item.prompt, "sequence ", " in the right")
    func reduced(_ text: String) -> String {
      var text = text
      while let pair = ["()", "[]", "{}", "<>"].compactMap({ text.range(of: $0) }).first {
        text.removeSubrange(pair)
      }
      return text
    }
    return reduced(given + item.answer).isEmpty && reduced(given).count == item.answer.count
  }

  @Sendable static func rewriting(_ item: TaskItem) -> Bool {
    let rules = Reading.between(item.prompt, "rules ", " to ").components(separatedBy: ", ").map {
      $0.components(separatedBy: " -> ")
    }
    var text = Reading.between(item.prompt.components(separatedBy: "rules ")[1], " to ", ",")
    while true {
      let places = rules.compactMap { rule in text.range(of: rule[0]).map { ($0, rule[1]) } }
      guard let first = places.min(by: { $0.0.lowerBound < $1.0.lowerBound }) else { break }
      text.replaceSubrange(first.0, with: first.1)
    }
    return text == item.answer
  }

  @Sendable static func regex(_ item: TaskItem) -> Bool {
    let pattern = Reading.between(item.prompt, "regular expression ", " match")
    let words = Reading.between(item.prompt, "a whole: ", "?").components(separatedBy: ", ")
    guard let regex = try? Regex(pattern) else { return false }
    let found = words.filter { $0.wholeMatch(of: regex) != nil }
    return Set(words).count == 5 && item.answer == "{\(found.joined(separator: ", "))}"
  }
}
