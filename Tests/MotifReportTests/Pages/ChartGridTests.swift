import Testing

@testable import MotifReport

@Suite struct ChartGridTests {
  @Test(arguments: 1...5) func noPlaceIsEmpty(columns: Int) {
    for count in 1...40 {
      let rows = ChartGrid.rows(of: count, columns: columns)
      #expect(rows.spans.count == count)
      var (filled, tiles) = (0, 0)
      for span in rows.spans {
        #expect(span <= rows.tracks - filled, "a tile that does not fit begins a new row")
        (filled, tiles) = (filled + span, tiles + 1)
        if filled == rows.tracks {
          #expect(tiles <= columns)
          (filled, tiles) = (0, 0)
        }
      }
      #expect(filled == 0, "\(count) tiles in \(columns) columns leave a hole")
    }
  }

  @Test func sevenInThreeColumnsAreTwoTwoAndThree() {
    #expect(ChartGrid.rows(of: 7, columns: 3) == .init(tracks: 6, spans: [3, 3, 3, 3, 2, 2, 2]))
    #expect(ChartGrid.rows(of: 6, columns: 3) == .init(tracks: 3, spans: [1, 1, 1, 1, 1, 1]))
    #expect(ChartGrid.rows(of: 2, columns: 5) == .init(tracks: 2, spans: [1, 1]))
  }

  @Test func everyWidthHasItsSpans() {
    let html = ChartGrid(columns: (1, 2, 3)).html(["<p>a</p>", "<p>b</p>", "<p>c</p>"])
    #expect(html.contains("style=\"--na:1;--nb:2;--nc:3\""))
    #expect(html.contains("style=\"--a:1;--b:2;--c:1\"><p>a</p>"))
    #expect(html.contains("style=\"--a:1;--b:1;--c:1\"><p>c</p>"))
    #expect(ChartGrid(columns: (1, 2, 3)).html([]).isEmpty)
  }
}
