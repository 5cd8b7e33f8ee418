import Testing

@testable import MotifReport

@Suite struct InspectedBatchTests {
  private let batch = InspectedBatch(
    name: "1-align",
    rows: [
      .init(
        source: "talk",
        stretches: [
          .init(segment: 1, isTrained: false, text: "ask <b>\u{1B}", tokens: 3),
          .init(segment: 1, isTrained: true, text: "answer", tokens: 2),
          .init(segment: 2, isTrained: true, text: "more", tokens: 1),
        ], padding: 4)
    ], rowCount: 32)

  @Test func textShowsWhatIsTrainedAndWhereSegmentsPart() {
    let text = batch.text(isColored: false)
    #expect(text.hasPrefix("1-align: 1 of 32 rows of the first batch"))
    #expect(text.contains("talk: 6 tokens in 2 segments, 3 trained, 4 places empty"))
    #expect(text.hasSuffix("⟦answer⟧\n––––\n⟦more⟧"))
    #expect(!text.contains("\u{1B}"))
    #expect(batch.text(isColored: true).contains("\u{1B}[32manswer\u{1B}[0m"))
  }

  @Test func pageMarksWhatIsTrained() {
    let page = batch.html
    #expect(page.contains("<mark title=\"trained, 2 tokens\">answer</mark>"))
    #expect(page.contains("<hr><mark") && page.contains("ask &lt;b&gt;"))
    #expect(!page.contains("\u{1B}"))
  }
}
