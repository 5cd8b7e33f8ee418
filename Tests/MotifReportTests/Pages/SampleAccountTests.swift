import Foundation
import MotifReport
import MotifTestSupport
import Testing

@Suite struct SampleAccountTests {
  private func file(_ sources: String) -> Data { Data("{\"sources\":[\(sources)]}".utf8) }

  private func source(
    _ name: String, rows: Int = 10, taken: Int = 8, cut: Int = 1, split: Int = 1, lost: Int = 30,
    faults: String = ""
  ) -> String {
    """
    {"name":"\(name)","counts":{"rows":\(rows),"taken":\(taken),"cut":\(cut),"split":\(split),\
    "tokensLost":\(lost),"faults":[\(faults)]}}
    """
  }

  private static let tooLong =
    #"{"kind":"tooLong","count":2,"first":"a.jsonl:3: <531> tokens"}"#

  private func page(_ accounts: [SampleAccount]) -> String {
    var context = RunReport.Context()
    context.conversations = accounts
    return RunReport.html(title: "a", records: [], context: context)
  }

  @Test func theTablesTellOfEveryRow() throws {
    let unknown = #"{"kind":"unknownRole","count":1,"first":"b:1: teacher"}"#
    let accounts = try SampleAccount.read(
      json: file(
        source("gsm8k", faults: Self.tooLong) + ","
          + source("z", rows: 4, taken: 3, cut: 0, split: 0, lost: 0, faults: unknown)))
    #expect(accounts.map(\.name) == ["gsm8k", "z"] && accounts.map(\.rows) == [10, 4])
    #expect(accounts[0].dropped.map(\.kind) == ["tooLong"] && accounts[0].tokensLost == 30)
    let page = page(accounts)
    #expect(
      page.contains(
        "<tr><th scope=\"row\">gsm8k</th><td>10</td><td>8</td><td>2</td><td>1</td><td>1</td>"
          + "<td>25.00 %</td><td>30</td></tr>"))
    #expect(
      page.contains(
        "<tr><th scope=\"row\">gsm8k</th><td class=\"words\">too long</td><td>2</td>"
          + "<td>20.00 %</td><td class=\"words\">a.jsonl:3: &lt;531&gt; tokens</td></tr>"))
    #expect(page.contains("<td class=\"words\">unknown role</td><td>1</td><td>25.00 %</td>"))
  }

  @Test func thePageOfAFolderReadsWhatItCan() throws {
    let folder = TemporaryRoot.url
      .appendingPathComponent("sample-account-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func page() -> String { RunReport.html(folder: folder, records: []) }
    #expect(page().contains("<h1>sample-account-") && !page().contains("Conversations"))
    let path = RunReport.conversationsPath(folder)
    try file(source("gsm8k")).write(to: URL(fileURLWithPath: path))
    let results = TrainingSummary(
      run: folder, steps: 7, validation: [],
      exactMatch: [.init(domain: "sums", correct: 3, items: 4)], samples: [])
    try Data(results.json.utf8).write(to: URL(fileURLWithPath: RunReport.resultsPath(folder)))
    #expect(page().contains("Conversations by source") && page().contains("after step 7"))
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    #expect(!page().contains("Conversations") && page().contains("after step 7"))
  }

  @Test func whereNothingWasDroppedThereIsNoTableOfReasons() throws {
    let clean = page(try SampleAccount.read(json: file(source("a"))))
    #expect(clean.contains("Conversations by source") && !clean.contains("were dropped"))
    #expect(!page([]).contains("Conversations"))
    #expect(try SampleAccount.read(json: file("")).isEmpty)
  }

  @Test func anEmptySourceHasShares() throws {
    let empty = source("a", rows: 0, taken: 0, cut: 0, split: 0, lost: 0)
    #expect(page(try SampleAccount.read(json: file(empty))).contains("<td>0.00 %</td>"))
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"sources":1}"#, #"{"sources":[{"name":"a"}]}"#,
    #"{"sources":[{"name":"a","counts":{"rows":1}}]}"#,
  ])
  func anotherFormIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try SampleAccount.read(json: Data(text.utf8)) }
  }

  @Test(arguments: [-1, Int.min, Int.max])
  func aNumberThatCountsNothingIsRefused(_ count: Int) {
    #expect(throws: DecodingError.self) {
      try SampleAccount.read(json: file(source("a", rows: count)))
    }
    let faults = #"{"kind":"tooLong","count":\#(count),"first":""}"#
    #expect(throws: DecodingError.self) {
      try SampleAccount.read(json: file(source("a", faults: faults)))
    }
  }
}
