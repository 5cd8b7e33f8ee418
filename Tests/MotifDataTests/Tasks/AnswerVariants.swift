@testable import MotifData

/// Texts that say the same as an answer, and texts that say something else, made from its form alone.
struct AnswerVariants {
  let answer: String
  let form: AnswerForm

  /// The form of an answer of `family`; a composition answers as its last family does.
  init(_ item: TaskItem, of family: any TaskFamily) {
    answer = item.answer
    let outer = CompositionFamily.outer.first { $0.name == item.metadata["outer"] }
    let form = outer?.form ?? family.form
    self.form = family.name == "numberWords" && Int(item.answer) != nil ? .number : form
  }

  /// Elements of a list without its brackets.
  private var elements: [String] {
    answer.filter { !"{}".contains($0) }.split { $0 == " " || $0 == "," }.map(String.init)
  }

  // MARK: The same

  /// Other ways of writing the answer.
  var equivalent: [String] {
    let framed = [
      answer, " \(answer)\n", "\t\(answer)  ", "Answer: \(answer)",
      "First this.\nanswer:  \(answer)\n",
      "Answer: \(answer)\nAnswer: \(answer)\n", "The answer: \(answer)",
    ]
    return framed + own
  }

  private var own: [String] {
    switch form {
    case .number: numbers
    case .word:
      [
        answer.uppercased(), answer.lowercased(), "\(answer).", "It is \(answer).",
        "So I say \(answer)!", "Answer: it is \(answer)", "\"\(answer)\" fits here",
      ]
    case .sequence:
      [
        elements.joined(separator: ", "), "[\(elements.joined(separator: ","))]",
        "(\(elements.joined(separator: " , ")))", elements.joined(separator: "   "),
        "They are \(elements.joined(separator: " ")).",
      ]
    case .set:
      elements.isEmpty
        ? ["{ }", "∅", "none", "the empty set", "It is empty."]
        : [
          "{\(elements.reversed().joined(separator: ","))}",
          elements.reversed().joined(separator: " "), "{ \(elements.joined(separator: " , ")) }",
          "It is {\(elements.joined(separator: ", "))}.",
        ]
    case .symbols: [answer.map(String.init).joined(separator: " "), "These: \(answer)"]
    case .literal: [answer.uppercased(), "\(answer).", "It is \(answer)", "We get x = \(answer)."]
    case .sentence:
      [
        answer.replacing(" ", with: "  "), answer.replacing(" ", with: "\n"),
        answer.hasSuffix(".") ? String(answer.dropLast()) : answer + ".",
      ]
    }
  }

  private var numbers: [String] {
    let bare = ["\(answer).", "It is \(answer).", "x = \(answer)", "the result \(answer) is right"]
    let parts = answer.split(separator: "/").compactMap { Int($0) }
    let (top, bottom) = (parts[0], parts.count > 1 ? parts[1] : 1)
    return bare + ["\(3 * top)/\(3 * bottom)", "\(2 * top) / \(2 * bottom)"]
      + (bottom == 1 ? ["\(answer).0", "\(answer).00"] : [])
      + (bottom == 2 ? ["\(top < 0 ? "-" : "")\(abs(top) / 2).5"] : [])
      + (bottom == 4 ? ["\(top < 0 ? "-" : "")\(abs(top) / 4).\(abs(top) % 4 * 25)0"] : [])
      + (top < 0 ? ["−" + answer.dropFirst()] : [])
  }

  // MARK: Something else

  /// Answers with something changed, all of them wrong where only one answer is right.
  var mutated: [String] {
    let changed = letters + listChanges
    let framed = changed.prefix(12).map { "Answer: \($0)" }
    return changed + framed + [
      "", "?", "Answer:", "Answer: \(answer)\nAnswer: \(answer)9", "-\(answer)", "\(answer)-",
      "\(answer)/", "\(answer) \(other)", "\(other) \(answer)", "\(answer), \(other)",
      "It is not \(answer)", "Answer: not \(answer)", "\(answer) or \(other)",
      "Either \(answer) or something else",
    ]
  }

  /// Another element of the same kind.
  private var other: String {
    switch form {
    case .number, .sequence, .set: "3"
    case .word(let choices): choices.first { $0.lowercased() != answer.lowercased() } ?? ""
    case .symbols: "("
    case .literal, .sentence: "abc"
    }
  }

  /// A letter or digit replaced, left out or put in.
  private var letters: [String] {
    let signs = Array(answer)
    var changed: [String] = []
    for (place, sign) in signs.enumerated() {
      for new in ["0", "7", "q"] where new != String(sign) && sign.isLetter || sign.isNumber {
        var text = signs
        text[place] = Character(new)
        changed.append(String(text))
      }
      for new in ["0", "1", "q"] {
        changed.append(String(signs[..<place]) + new + String(signs[place...]))
      }
      if sign.isLetter || sign.isNumber || sign == "-" || form == .symbols {
        changed.append(String(signs[..<place] + signs[(place + 1)...]))
      }
      if place + 1 < signs.count, sign != signs[place + 1], form == .symbols || form == .sentence {
        var text = signs
        text.swapAt(place, place + 1)
        changed.append(String(text))
      }
    }
    changed += ["0", "1", "q"].map { answer + $0 }
    return changed.filter { $0 != answer }
  }

  /// Elements left out, doubled or exchanged, and every other word there is.
  private var listChanges: [String] {
    if case .word(let choices) = form {
      return choices.filter { $0.lowercased() != answer.lowercased() }
    }
    guard form == .sequence || form == .set else { return [] }
    var changed: [[String]] = []
    for place in elements.indices {
      changed.append(Array(elements[..<place] + elements[(place + 1)...]))
      changed.append(elements[..<place] + [elements[place]] + elements[place...])
      if place > 0, form == .sequence, elements[place] != elements[place - 1] {
        var list = elements
        list.swapAt(place, place - 1)
        changed.append(list)
      }
    }
    return changed.flatMap { list -> [String] in
      let text = list.joined(separator: ", ")
      return form == .set ? ["{\(text)}"] : [text, list.joined(separator: " ")]
    }
  }
}
