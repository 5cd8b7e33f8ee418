internal import MotifCore
internal import MotifData

/// Answers of the MATH data set: where a solution states one, and when two are the same.
///
/// Source: Hendrycks et al. (2103.03874), `hendrycks_math` of lm-evaluation-harness.
public enum MathAnswer {
  private typealias Text = [Unicode.Scalar]

  /// Why a text has no normal form.
  private struct GivesUp: Error {}

  /// Whether both say the same: the same normal form, or the same text where one has none.
  public static func areEqual(_ first: String, _ second: String) -> Bool {
    guard let one = normalized(first), let other = normalized(second) else {
      return ExactText(first) == ExactText(second)
    }
    return ExactText(one) == ExactText(other)
  }

  /// What stands in `response` between its first and its last dollar sign; all of it with fewer than two.
  public static func stated(in response: String) -> String {
    let text = Array(response.unicodeScalars)
    guard let first = text.firstIndex(of: "$"), let last = text.lastIndex(of: "$"), first < last
    else { return response }
    return string(Array(text[(first + 1)..<last]))
  }

  /// The last boxed expression of `solution` with its command; nil without one that is closed.
  public static func lastBoxed(in solution: String) -> String? {
    let text = Array(solution.unicodeScalars)
    let spaced = text.parts(between: "\\boxed ")
    if spaced.count > 1, let last = spaced.last {
      return "\\boxed " + string(last.parts(between: "$")[0])
    }
    guard let start = lastPlace(of: "\\boxed", in: text) ?? lastPlace(of: "\\fbox", in: text) else {
      return nil
    }
    var depth = 0
    for index in start..<text.count {
      if text[index] == "{" { depth += 1 }
      guard text[index] == "}" else { continue }
      depth -= 1
      if depth == 0 { return string(Array(text[start...index])) }
    }
    return nil
  }

  /// What is inside `boxed`; nil where that is no `\boxed` expression.
  public static func content(of boxed: String) -> String? {
    let text = Array(boxed.unicodeScalars)
    if text.holds("\\boxed ") {
      let mark = Array("\\boxed ".unicodeScalars)
      return text.starts(with: mark) ? string(Array(text.dropFirst(mark.count))) : nil
    }
    let mark = Array("\\boxed{".unicodeScalars)
    guard text.starts(with: mark), text.last == "}" else { return nil }
    return string(Array(text.dropFirst(mark.count).dropLast()))
  }

  /// The normal form of an answer; nil where the source's code gives up, as for `a/b`.
  public static func normalized(_ answer: String) -> String? {
    var text = Array(answer.unicodeScalars)
    for (part, replacement) in [
      ("\n", ""), ("\\!", ""), ("\\\\", "\\"), ("tfrac", "frac"), ("dfrac", "frac"),
      ("\\left", ""), ("\\right", ""), ("^{\\circ}", ""), ("^\\circ", ""), ("\\$", ""),
    ] {
      text = text.replacing(part, with: replacement)
    }
    let units = text.parts(between: "\\text{ ")
    guard units.count <= 2 else { return nil }
    text = units[0]
    for (part, replacement) in [("\\%", ""), (" .", " 0."), ("{.", "{0.")] {
      text = text.replacing(part, with: replacement)
    }
    if text.isEmpty { return "" }
    if text[0] == "." { text.insert("0", at: 0) }
    let sides = text.parts(between: "=")
    if sides.count == 2, sides[0].count <= 2 { text = sides[1] }
    guard let rooted = try? roots(text) else { return nil }
    text = rooted.replacing(" ", with: "")
    guard let fractioned = try? fractions(text) else { return nil }
    text = fractioned
    if string(text) == "0.5" { text = Array("\\frac{1}{2}".unicodeScalars) }
    return (try? quotient(text)).map(string)
  }

  /// `\sqrt3` with its braces.
  private static func roots(_ text: Text) throws(GivesUp) -> Text {
    let parts = text.parts(between: "\\sqrt")
    var result = parts[0]
    for part in parts.dropFirst() {
      guard let first = part.first else { throw GivesUp() }
      result += Array("\\sqrt".unicodeScalars)
      result += first == "{" ? part : ["{", first, "}"] + part.dropFirst()
    }
    return result
  }

  /// `\frac12` with its braces; all as it was where a part is too short.
  private static func fractions(_ text: Text) throws(GivesUp) -> Text {
    let parts = text.parts(between: "\\frac")
    var result = parts[0]
    for part in parts.dropFirst() {
      guard let first = part.first else { throw GivesUp() }
      result += Array("\\frac".unicodeScalars)
      if first == "{" {
        result += part
        continue
      }
      guard part.count >= 2 else { return text }
      result += ["{", first, "}"]
      result += part[1] == "{" ? part.dropFirst() : ["{", part[1], "}"] + part.dropFirst(2)
    }
    return result
  }

  /// `1/2` as a fraction.
  private static func quotient(_ text: Text) throws(GivesUp) -> Text {
    let parts = text.parts(between: "/")
    guard parts.count == 2 else { return text }
    guard parts.allSatisfy(PythonNumber.isInteger) else { throw GivesUp() }
    let areCanonical = parts.allSatisfy { part in
      let digits = part.first == "-" ? part.dropFirst() : part[...]
      let isPlain = digits.allSatisfy { ("0"..."9").contains($0) }
      return isPlain && (digits.first != "0" || part == ["0"])
    }
    guard areCanonical else { return text }
    return Array("\\frac{".unicodeScalars) + parts[0] + ["}", "{"] + parts[1] + ["}"]
  }

  private static func lastPlace(of part: String, in text: Text) -> Int? {
    let parts = text.parts(between: part)
    return parts.count < 2 ? nil : text.count - (parts.last?.count ?? 0) - part.unicodeScalars.count
  }

  private static func string(_ text: Text) -> String { String(String.UnicodeScalarView(text)) }
}
