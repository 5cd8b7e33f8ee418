import Foundation
import MotifCore
import Testing

@Suite struct JSONScannerTests {
  private func failure(
    _ text: String, _ read: (inout JSONScanner) throws(JSONScanner.Failure) -> Void
  ) -> JSONScanner.Failure? {
    var scanner = JSONScanner(Array(text.utf8))
    do throws(JSONScanner.Failure) {
      try read(&scanner)
      try scanner.end()
      return nil
    } catch {
      return error
    }
  }

  @Test func whatIsQuotedReadsBack() throws {
    let control = String(String.UnicodeScalarView((0..<0x20).compactMap(UnicodeScalar.init)))
    for text in ["", "plain", "\"\\/", control, "\r\n", "é한\u{1F600}\u{7F}\u{2028}"] {
      let quoted = Array(JSONNode.quoted(text).utf8)
      var scanner = JSONScanner(quoted)
      #expect(try scanner.text() == text)
      try scanner.end()
      #expect(try JSONDecoder().decode(String.self, from: Data(quoted)) == text)
    }
  }

  @Test func whatIsPassedOverIsCheckedAll() {
    func skip(_ text: String) -> String? {
      failure(text) { scanner throws(JSONScanner.Failure) in try scanner.skip() }?.message
    }
    for good in ["{\"a\": [1, {\"b\": null}, \"\\u00e9\"], \"c\": -1.5e3}", " true ", "[]"] {
      #expect(skip(good) == nil, "\(good)")
    }
    for bad in ["", "[1,]", "{\"a\" 1}", "[01]", "[nan]", "\"\\x\"", "{} {}", "[1e999]", "['a']"] {
      #expect(skip(bad) != nil, "\(bad)")
    }
    let deep = JSONScanner.depthLimit
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(skip(nested(deep + 1)) == nil)
    #expect(skip(nested(deep + 2)) == "nests deeper than 64 levels")
  }

  @Test func mistakesKnowTheirPlaceAndTheirKeys() throws {
    let found = failure("{\"a\":\n {\"é\": [1, 2.5]}}") { scanner throws(JSONScanner.Failure) in
      try scanner.object { scanner, _ throws(JSONScanner.Failure) in
        try scanner.object { scanner, _ throws(JSONScanner.Failure) in
          _ = try scanner.wholeNumbers()
        }
      }
    }
    let error = try #require(found)
    #expect((error.position.byte, error.position.line, error.position.column) == (18, 2, 12))
    #expect(error.keys == ["a", "é"])
    #expect(error.message == "expected \"é\" to be a list of whole numbers")
    #expect(
      error.sentence {
        "part \($0)"
      } place: { _ in
        ""
      }
        == "part a: expected \"é\" to be a list of whole numbers")
  }

  @Test func nullIsTakenOnlyWhereItStands() throws {
    var scanner = JSONScanner(Array("[null, true, \"null\"]".utf8))
    var taken: [Bool] = []
    try scanner.list { scanner throws(JSONScanner.Failure) in
      taken.append(try scanner.takesNull())
      if taken.last == false { try scanner.skip() }
    }
    try scanner.end()
    #expect(taken == [true, false, false])
  }
}
