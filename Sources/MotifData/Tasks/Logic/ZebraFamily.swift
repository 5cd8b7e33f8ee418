/// Who lives where with what: a grid that the clues leave exactly one solution.
///
/// Levels: 1 three houses and two kinds of things, 2 three and three, 3 four and two, 4 four and three.
struct ZebraFamily: TaskFamily {
  let name = "zebra"
  let levels = 1...4
  let domain = TaskDomain.reasoning
  let form = AnswerForm.word(ZebraFamily.people)

  private static let people = ["Anna", "Ben", "Clara", "David", "Eva", "Finn", "Greta", "Hugo"]
  private static let things: [(values: [String], text: String)] = [
    (["cat", "dog", "fish", "horse"], "the owner of the *"),
    (["tea", "milk", "coffee", "water"], "the drinker of *"),
    (["red", "blue", "green", "white"], "the person with the * door"),
  ]
  private static let grids = [(3, 2), (3, 3), (4, 2), (4, 3)].map {
    ZebraGrid(houses: $0.0, categories: 1 + $0.1)
  }

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let grid = Self.grids[level - 1]
    let people = choices.distinct(grid.houses, of: Self.people)
    let numbers = Array(0..<grid.houses)
    // The place of each value; places themselves are the first category, people the second.
    let hidden = [numbers] + (1..<grid.categories).map { _ in choices.shuffled(numbers) }
    let clues = Self.clues(&choices, grid, hidden)
    let names = (0..<grid.categories).map { category in
      numbers.map { Self.name(category, $0, people) }
    }
    let category = choices.integer(in: 2...(grid.categories - 1))
    let value = choices.integer(below: grid.houses)
    let owner = hidden[1].firstIndex(of: hidden[category][value]) ?? 0
    let told = clues.map { Self.text($0, names) }
    let steps = numbers.map { house in
      let inside = (1..<grid.categories).map { category in
        names[category][hidden[category].firstIndex(of: house) ?? 0]
      }
      return "House \(house + 1): \(inside.joined(separator: ", "))"
    }
    let things = (2..<grid.categories).map { category in
      Self.things[category - 2].values.prefix(grid.houses).joined(separator: ", ")
    }
    return TaskItem(
      prompt: "\(people.joined(separator: ", ")) live in houses 1 to \(grid.houses) from left to "
        + "right, one in each. Each has one of \(things.joined(separator: " and one of ")). "
        + told.joined(separator: " ") + " Who is \(names[category][value])?",
      answer: people[owner], steps: steps)
  }

  /// Clues that are true of `hidden` and of nothing else, none of them idle.
  private static func clues(
    _ choices: inout Choices, _ grid: ZebraGrid, _ hidden: [[Int]]
  ) -> [ZebraGrid.Clue] {
    var clues: [ZebraGrid.Clue] = []
    while true {
      guard let other = grid.solutions(clues, limit: 2).first(where: { $0 != hidden }) else {
        break
      }
      // A true clue that the other solution breaks; every difference has one.
      var clue = clue(&choices, grid, hidden)
      while clue.holds(
        other[clue.first.category][clue.first.value],
        other[clue.second.category][clue.second.value])
      {
        clue = Self.clue(&choices, grid, hidden)
      }
      clues.append(clue)
    }
    for clue in clues {
      let fewer = clues.filter { $0 != clue }
      if grid.solutions(fewer, limit: 2).count == 1 { clues = fewer }
    }
    return clues
  }

  /// A random clue that is true of `hidden`.
  private static func clue(
    _ choices: inout Choices, _ grid: ZebraGrid, _ hidden: [[Int]]
  ) -> ZebraGrid.Clue {
    while true {
      let pair = choices.distinct(2, of: Array(0..<grid.categories)).sorted()
      // Of places only houses are told, not neighbours.
      let relations: [ZebraGrid.Clue.Relation] =
        pair[0] == 0 ? [.same, .apart] : [.same, .left, .beside, .apart]
      let clue = ZebraGrid.Clue(
        relation: choices.pick(relations),
        first: (pair[0], choices.integer(below: grid.houses)),
        second: (pair[1], choices.integer(below: grid.houses)))
      if clue.holds(hidden[pair[0]][clue.first.value], hidden[pair[1]][clue.second.value]) {
        return clue
      }
    }
  }

  private static func name(_ category: Int, _ value: Int, _ people: [String]) -> String {
    switch category {
    case 0: "house \(value + 1)"
    case 1: people[value]
    default: things[category - 2].text.replacing("*", with: things[category - 2].values[value])
    }
  }

  private static func text(_ clue: ZebraGrid.Clue, _ names: [[String]]) -> String {
    let first = names[clue.first.category][clue.first.value]
    let second = names[clue.second.category][clue.second.value]
    let upper = first.prefix(1).uppercased() + first.dropFirst()
    if clue.first.category == 0 {
      let subject = second.prefix(1).uppercased() + second.dropFirst()
      return "\(subject) \(clue.relation == .same ? "lives" : "does not live") in \(first)."
    }
    return switch clue.relation {
    case .same: "\(upper) is \(second)."
    case .left: "\(upper) lives directly left of \(second)."
    case .beside: "\(upper) lives next to \(second)."
    case .apart: "\(upper) is not \(second)."
    }
  }
}
