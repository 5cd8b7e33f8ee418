internal import MotifCore
internal import MotifData

/// Formats whose answers are written.
extension TaskFormat {
  func writtenQuestion(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    switch self {
    case .triviaqa:
      let aliases = try row.texts("answer.aliases")
      return TaskQuestion(
        "Question: \(try row.text("question"))?\nAnswer:", answer: " " + aliases[0],
        .texts(aliases))
    case .naturalQuestions:
      let answers = try row.texts("answer")
      return TaskQuestion(
        "Q: \(try row.text("question"))?\nA:", answer: " " + answers[0], .texts(answers))
    case .gsm8kThought: return try thought(row)
    case .bigBenchHard, .bigBenchHardThought:
      let isThought = self == .bigBenchHardThought
      let target = try row.text("target")
      return TaskQuestion(
        "Q: \(try row.text("input"))\nA:" + (isThought ? " Let's think step by step.\n" : ""),
        answer: (isThought ? "" : " ") + target, .texts([target]))
    case .mmluPro: return try optioned(row)
    case .math:
      let solution = try row.text("solution")
      guard let answer = MathAnswer.lastBoxed(in: solution).flatMap(MathAnswer.content) else {
        throw row.missing("solution", "a solution that states its answer in \\boxed{…}")
      }
      return TaskQuestion(
        "Problem:\n\(try row.text("problem"))\n\nSolution:", answer: " " + solution,
        .expression(answer))
    case .drop: return try spans(row)
    case .humaneval:
      let prompt = try row.text("prompt")
      return TaskQuestion(
        prompt, answer: try row.optionalText("canonical_solution") ?? "",
        .program(
          CodeProblem(
            prefix: prompt,
            tests: "\(try row.text("test"))\ncheck(\(try row.text("entry_point")))")))
    case .mbpp: return try basicProgram(row)
    case .ifeval:
      do throws(DataError) {
        let item = try InstructionItem(row.node)
        return TaskQuestion(item.prompt, answer: "", .instructions(item.instructions))
      } catch { throw FileError(path: row.place, reason: error.description) }
    default:
      let answer = try row.text("answer")
      return TaskQuestion(
        "Question: \(try row.text("question"))\nAnswer:", answer: " " + answer, .texts([answer]))
    }
  }

  /// GSM8K with `The answer is` in place of its mark.
  private func thought(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    let prompt = "Q: \(try row.text("question"))\nA:"
    guard let answer = try row.optionalText("answer") else {
      let target = try row.text("target")
      return TaskQuestion(prompt, answer: " " + target, .texts([target]))
    }
    let parts = Array(answer.unicodeScalars).parts(between: "####")
    let result = String(String.UnicodeScalarView((parts.last ?? []).stripped))
    let steps = String(String.UnicodeScalarView(parts[0].stripped))
    let chain = parts.count > 1 ? "\(steps) The answer is \(result)." : answer
    return TaskQuestion(
      prompt, answer: " " + (try row.optionalText("target") ?? chain), .texts([result]))
  }

  /// MMLU-Pro: up to 26 options and a chain of thought.
  private func optioned(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    let options = try row.texts("options")
    let letters = Self.letters.prefix(options.count).map(String.init)
    let answer = try row.text("answer")
    guard letters.contains(answer) else {
      throw row.missing("answer", "a letter from A to \(letters.last ?? "A")")
    }
    let lines = zip(letters, options).map { "\($0). \($1)\n" }.joined()
    let start = "Let's think step by step."
    var chain = try row.optionalText("cot_content") ?? ""
    for opening in ["A: \(start)", "Answer: \(start)"] where chain.hasPrefix(opening) {
      chain = String(chain.dropFirst(opening.count))
    }
    var result = TaskQuestion(
      "Question:\n\(try row.text("question"))\nOptions:\n\(lines)Answer: \(start)",
      answer: chain.isEmpty ? " The answer is (\(answer))." : chain, .texts([answer]))
    if let category = try row.optionalText("category") {
      result.description =
        "The following are multiple choice questions (with answers) about \(category). Think step by "
        + "step and then finish your answer with \"the answer is (X)\" where X is the correct letter "
        + "choice.\n"
    }
    return result
  }

  /// DROP: a passage, a question, and answers that are numbers, dates or spans.
  private func spans(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    var golds: [[String]] = []
    if row.has("answers_spans") {
      golds = [try row.texts("answers_spans.spans")]
    } else {
      golds = [try dropAnswer(row, under: "answer")]
      let numbers = row.value("validated_answers.number")?.elements ?? []
      for index in numbers.indices {
        let lists = ["number", "date", "spans"].map { key in
          let values = row.value("validated_answers.\(key)")?.elements ?? []
          let node = values.indices.contains(index) ? values[index] : JSONNode(.null)
          return JSONNode.Member(key: key, keyOrigin: .standard, node: node)
        }
        let inner = QuestionRow(JSONNode(.object(lists)), at: row.place + ": validated_answers")
        let gold = try dropAnswer(inner, under: "")
        if !golds.contains(gold) { golds.append(gold) }
      }
    }
    return TaskQuestion(
      "\(try row.text("passage")) \(try row.text("question"))",
      answer: " " + golds[0].joined(separator: ","), .spans(golds))
  }

  private func dropAnswer(_ row: QuestionRow, under key: String) throws(FileError) -> [String] {
    let path = key.isEmpty ? "" : key + "."
    if let number = try row.optionalText(path + "number"), !number.isEmpty { return [number] }
    if row.value(path + "spans")?.elements.isEmpty == false { return try row.texts(path + "spans") }
    var parts: [String] = []
    for part in ["day", "month", "year"] {
      parts.append(try row.optionalText("\(path)date.\(part)") ?? "")
    }
    let date = Array(parts.joined(separator: " ").unicodeScalars).stripped
    return [String(String.UnicodeScalarView(date))]
  }

  /// MBPP: a task in words and the tests that the program must pass.
  private func basicProgram(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    let tests = try row.texts("test_list")
    let text = try row.text(row.has("text") ? "text" : "prompt")
    let prompt =
      "You are an expert Python programmer, and here is your task: \(text) Your code should pass "
      + "these tests:\n\n\(tests.prefix(3).joined(separator: "\n"))\n[BEGIN]\n"
    let setup = try row.optionalText("test_setup_code") ?? ""
    return TaskQuestion(
      prompt, answer: "\(try row.text("code"))\n[DONE]",
      .program(
        CodeProblem(prefix: setup.isEmpty ? "" : setup + "\n", tests: tests.joined(separator: "\n"))
      ))
  }
}
