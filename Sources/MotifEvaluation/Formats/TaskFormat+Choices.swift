internal import MotifCore
internal import MotifData

/// Formats whose answers are chosen.
extension TaskFormat {
  func choiceQuestion(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    switch self {
    case .openbookqa: return try labelled(row, prompt: try row.text("question_stem"))
    case .piqa:
      return TaskQuestion(
        "Question: \(try row.text("goal"))\nAnswer:",
        choices: [try row.text("sol1"), try row.text("sol2")],
        gold: try row.index("label", count: 2))
    case .siqa:
      return TaskQuestion(
        "Q: \(try row.text("context")) \(try row.text("question"))\nA:",
        choices: [try row.text("answerA"), try row.text("answerB"), try row.text("answerC")],
        gold: try row.index("label", first: 1, count: 3))
    case .boolq:
      let question = "\(try row.text("passage"))\nQuestion: \(try row.text("question"))?\nAnswer:"
      return TaskQuestion(
        question, choices: ["no", "yes"], gold: try row.index("label", count: 2))
    case .mmlu: return try lettered(row)
    case .hellaswag: return try ending(row)
    case .winogrande: return try filled(row)
    default:
      return try labelled(row, prompt: "Question: \(try row.text("question"))\nAnswer:")
    }
  }

  /// ARC and OpenBookQA: choices with labels, one of which is the key.
  private func labelled(_ row: QuestionRow, prompt: String) throws(FileError) -> TaskQuestion {
    let choices = try row.texts("choices.text")
    let labels = try row.texts("choices.label")
    let key = String(try row.text("answerKey").drop(while: \.isWhitespace))
    guard labels.count == choices.count else {
      throw row.missing("choices.label", "a label for each of \(choices.count) choices")
    }
    guard let gold = labels.firstIndex(where: { ExactText($0) == ExactText(key) }) else {
      throw row.missing("answerKey", "one of the labels \(labels.joined(separator: ", "))")
    }
    return TaskQuestion(prompt, choices: choices, gold: gold)
  }

  /// MMLU: the letters of the choices are what is chosen from.
  private func lettered(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    let choices = try row.texts("choices")
    let letters = Self.letters.prefix(choices.count).map(String.init)
    let text = try row.text("question")
    let question = String(String.UnicodeScalarView(Array(text.unicodeScalars).stripped))
    let lines = zip(letters, choices).map { "\($0). \($1)\n" }.joined()
    let letter = row.value("answer")?.string.flatMap { letters.firstIndex(of: $0) }
    let gold: Int
    if let letter { gold = letter } else { gold = try row.index("answer", count: choices.count) }
    var result = TaskQuestion("\(question)\n\(lines)Answer:", choices: letters, gold: gold)
    if let subject = try row.optionalText("subject") {
      result.description =
        "The following are multiple choice questions (with answers) about "
        + subject.replacing("_", with: " ") + ".\n\n"
    }
    return result
  }

  /// The letters of choices.
  static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

  /// HellaSwag: how a scene goes on.
  private func ending(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    let endings = try row.texts("endings")
    let second = Array(try row.text("ctx_b").unicodeScalars)
    var capitalized = Array(second.dropFirst()).lowered
    if let first = second.first {
      capitalized.insert(contentsOf: first.properties.titlecaseMapping.unicodeScalars, at: 0)
    }
    let scene = "\(try row.text("activity_label")): \(try row.text("ctx_a")) "
    return TaskQuestion(
      Self.withoutMarks(Array(scene.unicodeScalars) + capitalized),
      choices: endings.map { Self.withoutMarks(Array($0.unicodeScalars)) },
      gold: try row.index("label", count: endings.count))
  }

  private static let bracketed = try? PythonPattern(#"\[.*?\]"#)

  /// A text of HellaSwag without the marks of the pages that it was taken from.
  private static func withoutMarks(_ text: [Unicode.Scalar]) -> String {
    var plain = text.stripped.replacing(" [title]", with: ". ")
    plain = bracketed?.removed(from: plain) ?? plain
    return String(String.UnicodeScalarView(plain.replacing("  ", with: " ")))
  }

  /// WinoGrande: which of two words fits into a gap, told by the rest of the sentence.
  private func filled(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    let parts = Array(try row.text("sentence").unicodeScalars)
    guard let gap = parts.firstIndex(of: "_") else {
      throw row.missing("sentence", "a sentence with a gap _")
    }
    let before = String(String.UnicodeScalarView(parts[..<gap]))
    let rest = String(String.UnicodeScalarView(Array(parts[(gap + 1)...]).stripped))
    var choices: [TaskQuestion.Choice] = []
    for key in ["option1", "option2"] {
      choices.append(.init(context: before + (try row.text(key)), text: rest))
    }
    return TaskQuestion(choices: choices, gold: try row.index("answer", first: 1, count: 2))
  }
}
