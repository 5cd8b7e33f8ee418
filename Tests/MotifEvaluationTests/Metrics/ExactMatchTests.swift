import MotifCore
import MotifData
import Testing

@testable import MotifEvaluation

/// Exact matches equal those of lm-evaluation-harness under every set of options.
@Suite struct ExactMatchTests {
  private struct Options: Decodable {
    var ignore_case: Bool?
    var ignore_punctuation: Bool?
    var ignore_numbers: Bool?
    var regexes_to_ignore: [String]?

    func match() throws -> ExactMatch {
      var match = ExactMatch()
      match.ignoresCase = ignore_case ?? false
      match.ignoresPunctuation = ignore_punctuation ?? false
      match.ignoresNumbers = ignore_numbers ?? false
      match.removed = try (regexes_to_ignore ?? []).map { try PythonPattern($0) }
      return match
    }
  }

  private enum Field: Decodable {
    case number(Double)
    case text(String)
    case texts([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .texts(try container.decode([String].self))
      }
    }
  }

  @Test func matchesEqualTheRecording() throws {
    let options: [String: Options] = try GoldenFile.value("exact_match_options.json")
    let rows: [[String: Field]] = try GoldenFile.rows("exact_match.jsonl")
    #expect(!options.isEmpty)
    for (name, option) in options {
      let match = try option.match()
      for (index, row) in rows.enumerated() {
        guard case .text(let prediction)? = row["prediction"],
          case .texts(let references)? = row["references"], case .number(let score)? = row[name]
        else {
          Issue.record("row \(index) lacks a field for \(name)")
          continue
        }
        #expect(match.score(prediction, references: references) == score, "row \(index), \(name)")
      }
    }
  }

  @Test func punctuationIsThatOfPython() {
    let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    let found = (0..<0x250).compactMap(Unicode.Scalar.init).filter(\.isASCIIPunctuation)
    #expect(String(String.UnicodeScalarView(found)) == punctuation)
  }

  @Test(
    arguments: [
      ("#### 1,234", "1234", 1), ("$5.", "5", 1), ("5.\n", "5\n", 1), ("5..", "5.", 0),
      ("7.0", "7", 0), ("a\nb #### 3", "3", 1), ("ΑΣ", "ας", 1), ("5 ", "5", 0),
      ("e\u{301}", "\u{E9}", 0), ("x\r\n", "x\n", 0),
    ] as [(String, String, Double)])
  func answersOfGSM8KAreComparedAsTexts(prediction: String, reference: String, score: Double)
    throws
  {
    #expect(try ExactMatch.gsm8k().score(prediction, references: [reference]) == score)
  }
}
