internal import MotifCore

/// Reads the instructions of a row: `instruction_id_list` or `instruction_ids`, with `kwargs`.
struct InstructionReader {
  /// One instruction's arguments; a key that is missing, null, 0 or empty counts as not given.
  private let arguments: JSONNode
  private let kind: Instruction.Kind

  /// The instructions of `row`; throws a sentence about what is missing.
  static func instructions(_ row: JSONNode) throws(DataError) -> [Instruction] {
    guard let names = row["instruction_id_list"] ?? row["instruction_ids"],
      case .array(let ids) = names.value, !ids.isEmpty
    else { throw .invalid("has no list instruction_id_list") }
    guard let list = row["kwargs"], case .array(let arguments) = list.value,
      arguments.count == ids.count
    else { throw .invalid("has no list kwargs with one object for each of its instructions") }
    var instructions: [Instruction] = []
    for (id, arguments) in zip(ids, arguments) {
      guard let name = id.string, let kind = Instruction.Kind(rawValue: name) else {
        throw .invalid("asks for the unknown instruction \(id.line)")
      }
      instructions.append(
        try InstructionReader(arguments: arguments, kind: kind).instruction())
    }
    return instructions
  }

  private func instruction() throws(DataError) -> Instruction {
    var (text, count, place, relation) = ("", 0, 0, Instruction.Relation.atLeast)
    switch kind {
    case .existence, .forbiddenWords, .json, .title, .twoResponses, .quotation, .englishCapital,
      .englishLowercase, .noComma, .constrainedResponse, .postscript:
      break
    case .frequency: (count, relation) = (try number("frequency"), try compared("relation"))
    case .letterFrequency:
      (text, count) = (try word("letter"), try number("let_frequency"))
      relation = try compared("let_relation")
    case .responseLanguage: text = try word("language")
    case .sentences: (count, relation) = (try number("num_sentences"), try compared("relation"))
    case .paragraphs: count = try number("num_paragraphs")
    case .words: (count, relation) = (try number("num_words"), try compared("relation"))
    case .firstWord:
      (text, count) = (try word("first_word"), try number("num_paragraphs"))
      place = try number("nth_paragraph")
    case .placeholders: count = try number("num_placeholders")
    case .bullets: count = try number("num_bullets")
    case .highlights: count = try number("num_highlights")
    case .sections: count = try number("num_sections")
    case .repeatPrompt: text = try word("prompt_to_repeat")
    case .endPhrase: text = try word("end_phrase")
    case .capitalWords:
      (count, relation) = (try number("capital_frequency"), try compared("capital_relation"))
    }
    return Instruction(
      kind: kind, patterns: try patterns(), text: text, count: count, place: place,
      relation: relation)
  }

  private func patterns() throws(DataError) -> [PythonPattern] {
    switch kind {
    case .existence: return try pattern(try words("keywords")) { $0 }
    case .frequency: return try pattern([try word("keyword")]) { $0 }
    case .forbiddenWords: return try pattern(try words("forbidden_words")) { #"\b\#($0)\b"# }
    case .sections:
      let splitter = try word("section_spliter")
      return [try PythonPattern(#"\s?\#(splitter)\s?\d+\s?"#)]
    case .postscript: return [try postscript(try word("postscript_marker"))]
    default: return []
    }
  }

  private func pattern(
    _ words: [String], _ wrapped: (String) -> String
  ) throws(DataError) -> [PythonPattern] {
    var patterns: [PythonPattern] = []
    for word in words { patterns.append(try PythonPattern(wrapped(word), ignoresCase: true)) }
    return patterns
  }

  private func postscript(_ marker: String) throws(DataError) -> PythonPattern {
    let pattern =
      switch marker {
      case "P.P.S": #"\s*p\.\s?p\.\s?s.*$"#
      case "P.S.": #"\s*p\.\s?s\..*$"#
      default: #"\s*\#(marker.lowercased()).*$"#
      }
    return try PythonPattern(pattern, isMultiline: true)
  }

  private func words(_ key: String) throws(DataError) -> [String] {
    let words = arguments[key]?.elements.compactMap(\.string) ?? []
    guard !words.isEmpty, words.count == arguments[key]?.elements.count else {
      throw missing(key, "a list of texts")
    }
    return words
  }

  private func word(_ key: String) throws(DataError) -> String {
    guard let word = arguments[key]?.string, !word.isEmpty else { throw missing(key, "a text") }
    return word
  }

  private func number(_ key: String) throws(DataError) -> Int {
    guard let number = arguments[key]?.integer, number > 0 else {
      throw missing(key, "a whole number above 0")
    }
    return number
  }

  private func compared(_ key: String) throws(DataError) -> Instruction.Relation {
    guard let relation = Instruction.Relation(rawValue: try word(key)) else {
      throw missing(key, "\"at least\" or \"less than\"")
    }
    return relation
  }

  private func missing(_ key: String, _ expected: String) -> DataError {
    .invalid("\(kind.rawValue) needs \(expected) as \(key)")
  }
}
