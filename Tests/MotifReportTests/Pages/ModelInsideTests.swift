import Foundation
import Testing

@testable import MotifReport

@Suite struct ModelInsideTests {
  private func attention(words: Int = 3, noise: Bool = true) -> ModelInside.Attention {
    let rows = (0..<words).map { row in (0...row).map { 1 / Double($0 + 2) } }
    return .init(
      layer: 1, group: 2, lambda: noise ? 0.5 : nil,
      words: (0..<words).map { " <\($0)>\n" }, signal: rows, noise: noise ? rows : nil)
  }

  private func inside(_ attention: ModelInside.Attention?) -> ModelInside {
    ModelInside(
      step: 9, lambda: [0.123456, 0.25], clipThreshold: 100,
      activation: .init(places: [-1, 0, 1], layers: [[0, 1, 2], [1, 2, 4]]), attention: attention)
  }

  private func page(_ inside: ModelInside?) -> String {
    var context = RunReport.Context()
    context.inside = inside
    return RunReport.html(title: "a", records: [], context: context)
  }

  @Test func itIsReadAsItWasWritten() throws {
    let written = try inside(attention()).json
    let read = try ModelInside(json: Data(written.utf8))
    #expect(read.lambda == [0.1235, 0.25] && read.attention?.words == attention().words)
    #expect(try ModelInside(json: Data(read.json.utf8)) == read)
    let longest = try inside(attention(words: ModelInside.longestSentence)).json
    #expect(longest.utf8.count < 10_000)
  }

  @Test func whatIsReadIsTheDifference() {
    let rows = attention().difference
    #expect(rows.map(\.count) == [1, 2, 3] && rows[2] == [0.25, 1.0 / 6, 0.125])
    #expect(attention(noise: false).difference == attention().signal)
  }

  @Test func thePageShowsMapsCurvesAndBars() {
    let shown = page(inside(attention()))
    for title in ["signal − λ · noise", "The noise head", "λ now", "PolyNorm now"] {
      #expect(shown.contains(title))
    }
    #expect(shown.contains("data-rows=\"250;250 167;250 167 125\""))
    #expect(shown.contains("␣&lt;0&gt;⏎") && !shown.contains("<0>"))
    let plain = page(inside(attention(noise: false)))
    #expect(plain.contains("What a head reads") && !plain.contains("The noise head"))
    #expect(!page(inside(nil)).contains("svg class=\"map\"") && !page(nil).contains("λ now"))
  }

  @Test func aMapHasACellForEveryPair() {
    let svg = MatrixDrawing(words: ["a", "b"], rows: [[1], [-0.25, 0]]).svg(id: "m", title: "t")
    #expect(svg.contains(#"<path class="plus" fill-opacity="1.0""#))
    #expect(svg.contains(#"<path class="minus" fill-opacity="0.5""#), "the root of a quarter")
    #expect(svg.components(separatedBy: "class=\"row\"").count == 3)
    #expect(svg.contains("tabindex=\"0\"") && svg.contains("data-rows=\"1000;-250 0\""))
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"step":1}"#, #"{"step":-1,"lambda":[]}"#,
    #"{"step":1,"lambda":[],"activation":{"places":[1,2],"layers":[[1]]}}"#,
    #"{"step":1,"lambda":[],"activation":{"places":[],"layers":[]}}"#,
    #"{"step":1,"lambda":[],"attention":{"layer":0,"group":0,"words":["a"],"signal":[[1,1]]}}"#,
    #"{"step":1,"lambda":[],"attention":{"layer":0,"group":0,"words":["a"],"signal":[]}}"#,
    #"{"step":1,"lambda":[],"attention":{"layer":0,"group":0,"words":[],"signal":[]}}"#,
    #"{"step":1,"lambda":[],"attention":{"layer":0,"group":0,"words":["a"],"signal":[[1]],"noise":[[1]]}}"#,
    #"{"step":1,"lambda":[],"attention":{"layer":0,"group":0,"words":["a"],"signal":[[1e9]]}}"#,
  ])
  func anotherFormIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try ModelInside(json: Data(text.utf8)) }
  }
}
