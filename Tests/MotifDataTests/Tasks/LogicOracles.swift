import Foundation

@testable import MotifData

/// Second opinions on tasks of logic and code, from their prompts alone.
enum LogicOracles {
  static let all: [(name: String, isRight: @Sendable (TaskItem) -> Bool)] = [
    ("truthTable", truthTable), ("satisfiability", satisfiability), ("syllogism", syllogism),
    ("zebra", zebra), ("sets", sets), ("trace", trace), ("lookup", lookup), ("reading", reading),
  ]

  /// Reads a formula by its brackets; the words of a level decide there.
  private static func value(_ words: ArraySlice<String>, _ values: [String: Bool]) -> Bool {
    var parts: [Bool] = []
    var link = ""
    var isNegated = false
    var rest = words
    while let word = rest.popFirst() {
      var part: Bool
      switch word {
      case "not":
        isNegated.toggle()
        continue
      case "and", "or", "implies":
        link = word
        continue
      case "(":
        var depth = 1
        let inner = rest.prefix { word in
          depth += word == "(" ? 1 : word == ")" ? -1 : 0
          return depth > 0
        }
        rest = rest.dropFirst(inner.count + 1)
        part = value(inner, values)
      default: part = values[word] ?? false
      }
      parts.append(part != isNegated)
      isNegated = false
    }
    switch link {
    case "and": return parts[0] && parts[1]
    case "or": return parts.contains(true)
    case "implies": return !parts[0] || parts[1]
    default: return parts[0]
    }
  }

  private static func words(_ text: String) -> [String] {
    text.replacing("(", with: "( ").replacing(")", with: " )").split(separator: " ").map(
      String.init)
  }

  private static func assignments(_ names: [String]) -> [[String: Bool]] {
    names.reduce([[:]]) { lists, name in
      lists.flatMap { list in [true, false].map { list.merging([name: $0]) { $1 } } }
    }
  }

  @Sendable static func truthTable(_ item: TaskItem) -> Bool {
    let names = Reading.between(item.prompt, "false to ", " make").components(separatedBy: ", ")
    let formula = words(Reading.between(item.prompt, "true: ", "?"))
    return Int(item.answer) == assignments(names).count { value(formula[...], $0) }
  }

  @Sendable static func satisfiability(_ item: TaskItem) -> Bool {
    let names = Reading.between(item.prompt, "values of ", " as").components(separatedBy: ", ")
    let clauses = Reading.between(item.prompt, "true: ", ". Give").components(separatedBy: " and ")
      .map { words($0).filter { $0 != "(" && $0 != ")" }[...] }
    let models = assignments(names).filter { model in clauses.allSatisfy { value($0, model) } }
    guard models.count == 1 else { return false }
    return item.answer == names.map { models[0][$0] ?? false ? "T" : "F" }.joined(separator: " ")
  }

  /// "All" is followed from kind to kind, and what has no member in common stays so for all parts.
  @Sendable static func syllogism(_ item: TaskItem) -> Bool {
    let sentences = item.prompt.components(separatedBy: " Does it follow that ")
    func read(_ text: String) -> (isAll: Bool, from: String, to: String) {
      let words = text.filter { $0 != "." && $0 != "?" }.split(separator: " ").map(String.init)
      return (words[0].lowercased() == "all", words[1], words[3])
    }
    let premises = sentences[0].components(separatedBy: ". ").map(read)
    let question = read(sentences[1].components(separatedBy: "?")[0])
    func kinds(_ start: String) -> Set<String> {
      var found: Set = [start]
      var count = 0
      while count != found.count {
        count = found.count
        for premise in premises where premise.isAll && found.contains(premise.from) {
          found.insert(premise.to)
        }
      }
      return found
    }
    let (first, second) = (kinds(question.from), kinds(question.to))
    let areApart = premises.contains { premise in
      !premise.isAll
        && (first.contains(premise.from) && second.contains(premise.to)
          || first.contains(premise.to) && second.contains(premise.from))
    }
    let follows = question.isAll ? first.contains(question.to) : areApart
    return item.answer == (follows ? "yes" : "no")
  }

  /// All ways to fill the houses; one of them alone may fit.
  @Sendable static func zebra(_ item: TaskItem) -> Bool {
    let sentences = item.prompt.components(separatedBy: ". ")
    let people = sentences[0].components(separatedBy: " live in")[0].components(separatedBy: ", ")
    let groups = Reading.between(sentences[1] + ".", "one of ", ".").components(
      separatedBy: " and one of "
    ).map { $0.components(separatedBy: ", ") }
    let clues = sentences.dropFirst(2).map { $0.filter { $0 != "." } }
    let question = Reading.between(clues.last ?? "", "Who is ", "?")
    let told = clues.dropLast() + [(clues.last ?? "").components(separatedBy: " Who is")[0]]
    let all = [people] + groups
    func key(_ text: String) -> String {
      let words = text.split { $0 == " " }.map(String.init)
      return all.joined().first { words.contains($0) } ?? ""
    }
    func holds(_ clue: String, _ house: [String: Int]) -> Bool {
      func sides(_ link: String) -> [Int]? {
        let parts = clue.components(separatedBy: link)
        return parts.count == 2 ? parts.map { house[key($0)] ?? -9 } : nil
      }
      if let n = sides(" does not live in house ") { return n[0] != Reading.integers(clue).last }
      if let n = sides(" lives in house ") { return n[0] == Reading.integers(clue).last }
      if let n = sides(" lives directly left of ") { return n[0] + 1 == n[1] }
      if let n = sides(" lives next to ") { return abs(n[0] - n[1]) == 1 }
      if let n = sides(" is not ") { return n[0] != n[1] }
      return sides(" is ").map { $0[0] == $0[1] } ?? false
    }
    var owners: [String] = []
    let orders = Reading.orders(Array(1...people.count))
    func fill(_ rest: ArraySlice<[String]>, _ house: [String: Int]) {
      guard let group = rest.first else {
        guard told.filter({ !$0.hasPrefix("Who") }).allSatisfy({ holds($0, house) }) else { return }
        return owners.append(people.first { house[$0] == house[key(question)] } ?? "")
      }
      for order in orders {
        fill(
          rest.dropFirst(), house.merging(zip(group, order).map { ($0, $1) }) { $1 })
      }
    }
    fill(all[...], [:])
    return owners == [item.answer]
  }

  @Sendable static func sets(_ item: TaskItem) -> Bool {
    var sets: [Substring: Set<Int>] = [:]
    for match in item.prompt.matches(of: #/([A-Z]) = (\{.*?\})/#) {
      sets[match.1] = Set(Reading.integers(match.2))
    }
    let words = Reading.between(item.prompt, "What is ", "?").filter { $0 != "(" && $0 != ")" }
      .split(separator: " ")
    var result = sets[words[0]] ?? []
    for place in stride(from: 1, to: words.count, by: 2) {
      let other = sets[words[place + 1]] ?? []
      switch words[place] {
      case "union": result = result.union(other)
      case "intersection": result = result.filter { other.contains($0) }
      default: result = result.filter { !other.contains($0) }
      }
    }
    return item.answer == "{\(result.sorted().map { "\($0)" }.joined(separator: ", "))}"
  }

  /// What the words leave on `stack`, by the rules of the prompt alone; nil where they cannot be done.
  static func run(_ program: some StringProtocol, on stack: [Int] = []) -> [Int]? {
    var stack = stack
    for word in program.split(separator: " ") {
      if let number = Int(word) {
        stack.append(number)
        continue
      }
      guard let top = stack.popLast() else { return nil }
      if ["dup", "drop", "neg"].contains(word) {
        stack += word == "dup" ? [top, top] : word == "neg" ? [-top] : []
        continue
      }
      guard let below = stack.popLast() else { return nil }
      switch word {
      case "add": stack.append(below + top)
      case "sub": stack.append(below - top)
      case "mul": stack.append(below * top)
      case "max": stack.append(max(below, top))
      case "min": stack.append(min(below, top))
      case "swap": stack += [top, below]
      case "over": stack += [below, top, below]
      default: return nil
      }
    }
    return stack
  }

  @Sendable static func trace(_ item: TaskItem) -> Bool {
    let program = Reading.between(item.prompt, "lowest first, after ", "?")
    return run(program).map { $0.map { "\($0)" }.joined(separator: " ") } == item.answer
  }

  @Sendable static func lookup(_ item: TaskItem) -> Bool {
    let lines = item.prompt.split(separator: "\n")
    let table = lines.dropLast().map { $0.components(separatedBy: " | ") }
    let question = lines[lines.count - 1].split { " ?".contains($0) }.map(String.init)
    let column = table[0].firstIndex { question.contains($0) } ?? 0
    let rows = table.dropFirst().map { ($0[0], Int($0[column]) ?? 0) }
    let asked = question.compactMap { word in rows.first { $0.0 == word }?.1 }
    if asked.count == 1 { return Int(item.answer) == asked[0] }
    if asked.count == 2 { return Int(item.answer) == asked[0] - asked[1] }
    let above = rows.map(\.1).filter { $0 > Int(question.last ?? "") ?? 0 }
    return Int(item.answer) == (question[0] == "How" ? above.count : above.reduce(0, +))
  }

  @Sendable static func reading(_ item: TaskItem) -> Bool {
    var places: [String: String] = [:]
    var (holder, thingPlace) = ("", "")
    for sentence in item.prompt.components(separatedBy: ". ").dropLast() {
      let words = sentence.split(separator: " ").map(String.init)
      switch words[1] {
      case "is", "goes": places[words[0]] = words[words.count - 1]
      case "has", "takes":
        if words[1] == "takes", places[words[0]] != thingPlace { return false }
        holder = words[0]
      default: holder = holder == words[0] ? "" : "nobody"
      }
      if let place = places[holder] { thingPlace = place }
    }
    return item.answer == thingPlace
  }
}
