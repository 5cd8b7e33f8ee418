/// A small regular expression over the letters a, b and c.
///
/// It knows letters, `.`, `[ab]`, groups with `|`, and `*`, `+`, `?` behind each of them.
struct RegexPattern {
  /// A part with how often it may occur.
  private struct Part {
    /// The strings one of which stands there once.
    let options: [[Character]]
    let source: String
    /// `*`, `+`, `?` or nothing.
    let quantifier: String

    var least: Int { quantifier == "*" || quantifier == "?" ? 0 : 1 }
    var isRepeated: Bool { quantifier == "*" || quantifier == "+" }
  }

  private let parts: [Part]

  /// The letters that words consist of.
  static let letters: [Character] = ["a", "b", "c"]

  /// A pattern of `count` parts; groups where `groups` says so.
  init(_ count: Int, groups: Bool, _ choices: inout Choices) {
    parts = (0..<count).map { _ in
      let (source, options) = Self.unit(&choices, groups: groups)
      return Part(
        options: options, source: source, quantifier: choices.pick(["", "", "*", "+", "?"]))
    }
  }

  /// The pattern as it is written.
  var source: String { parts.map { $0.source + $0.quantifier }.joined() }

  private static func unit(
    _ choices: inout Choices, groups: Bool
  ) -> (String, [[Character]]) {
    switch choices.integer(below: groups ? 6 : 4) {
    case 0, 1:
      let letter = choices.pick(letters)
      return (String(letter), [[letter]])
    case 2:
      let pair = choices.pick(["ab", "ac", "bc"])
      return ("[\(pair)]", pair.map { [$0] })
    case 3: return (".", letters.map { [$0] })
    default:
      let options = (0..<2).map { _ in
        (0..<choices.integer(in: 1...2)).map { _ in choices.pick(letters) }
      }
      return ("(\(String(options[0]))|\(String(options[1])))", options)
    }
  }

  /// Whether the pattern matches all of `word`.
  func matches(_ word: [Character]) -> Bool {
    var places: Set = [0]
    for part in parts {
      var reached = part.least == 0 ? places : []
      var frontier = places
      repeat {
        frontier = Self.steps(frontier, part.options, word).subtracting(reached)
        reached.formUnion(frontier)
      } while part.isRepeated && !frontier.isEmpty
      places = reached
    }
    return places.contains(word.count)
  }

  private static func steps(
    _ places: Set<Int>, _ options: [[Character]], _ word: [Character]
  ) -> Set<Int> {
    var reached: Set<Int> = []
    for place in places {
      for option in options where word[place...].starts(with: option) {
        reached.insert(place + option.count)
      }
    }
    return reached
  }

  /// A word that the pattern matches.
  func word(_ choices: inout Choices) -> [Character] {
    parts.flatMap { part -> [Character] in
      let most = part.isRepeated ? 2 : 1
      let count = choices.integer(in: part.least...most)
      return (0..<count).flatMap { _ in choices.pick(part.options) }
    }
  }
}
