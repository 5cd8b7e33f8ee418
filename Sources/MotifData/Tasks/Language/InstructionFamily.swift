/// Lists of words that keep strict rules of number, format and keywords.
///
/// Levels: 1 a number of words, 2 a word that must be among them, 3 the order of the alphabet too,
/// 4 the first word in capitals too. Every list that keeps the rules is right.
struct InstructionFamily: TaskFamily {
  let name = "instructions"
  let levels = 1...4
  let domain = TaskDomain.english
  let form = AnswerForm.sequence

  private static let words = [
    "apple", "bridge", "candle", "dragon", "engine", "forest", "garden", "hammer", "island",
    "jacket", "kettle", "ladder", "mirror", "needle", "orange", "pencil", "quartz", "river",
    "silver", "tunnel", "valley", "window",
  ]
  private static let separators = [(name: "commas", sign: ", "), (name: "semicolons", sign: "; ")]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let offered = choices.distinct(8, of: Self.words)
    let count = choices.integer(in: 3...5)
    let separator = choices.pick(Self.separators)
    let keyword = choices.pick(offered)
    var chosen = [keyword] + offered.filter { $0 != keyword }.prefix(count - 1)
    if level < 2 { chosen = Array(offered.prefix(count)) }
    if level >= 3 { chosen.sort() }
    if level >= 4 { chosen[0] = chosen[0].uppercased() }
    var rules = ["Use each word at most once and separate the words by \(separator.name)."]
    if level >= 2 { rules.append("The word \(keyword) must be among them.") }
    if level >= 3 { rules.append("Put them into the order of the alphabet.") }
    if level >= 4 {
      rules.append("Write the first word in capitals and the others in small letters.")
    }
    return TaskItem(
      prompt: "Write exactly \(count) of these words and nothing else: "
        + "\(offered.joined(separator: " ")). \(rules.joined(separator: " "))",
      answer: chosen.joined(separator: separator.sign),
      steps: ["These \(count) words keep the rules: \(chosen.joined(separator: " "))"],
      metadata: [
        "words": offered.joined(separator: " "), "count": "\(count)", "level": "\(level)",
        "separator": separator.sign, "keyword": keyword,
      ])
  }

  func verify(_ text: String, _ item: TaskItem) -> Double {
    let marked = AnswerText.marked(in: text)
    let answers = marked.isEmpty ? [text[...]] : marked
    return answers.allSatisfy { Self.keepsRules(AnswerText.trimmed($0), item.metadata) } ? 1 : 0
  }

  private static func keepsRules(_ text: Substring, _ rules: [String: String]) -> Bool {
    guard let separator = rules["separator"]?.first, let level = Int(rules["level"] ?? ""),
      let count = Int(rules["count"] ?? ""), let keyword = rules["keyword"]
    else { return false }
    let pieces = text.split(separator: separator, omittingEmptySubsequences: false)
      .map { AnswerText.trimmed($0) }
    // Small letters, but for the first word where capitals are asked for.
    let words = pieces.enumerated().map { place, piece in
      guard level >= 4, place == 0 else { return String(piece) }
      return piece == piece.uppercased() ? piece.lowercased() : ""
    }
    let offered = Set((rules["words"] ?? "").split(separator: " ").map(String.init))
    return words.count == count && Set(words).count == count && offered.isSuperset(of: words)
      && (level < 2 || words.contains(keyword)) && (level < 3 || words == words.sorted())
  }
}
