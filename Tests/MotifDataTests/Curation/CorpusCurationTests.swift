import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct CorpusCurationTests {
  private func documents(_ domain: String, _ texts: [String]) -> [Document] {
    texts.map { Document(text: $0, domain: domain) }
  }

  private func curation(
    _ change: (inout CurationSettings) -> Void, _ domains: [[Document]], prompts: [String] = []
  ) throws -> CorpusCuration {
    var settings = CurationSettings()
    change(&settings)
    return try CorpusCuration(settings, domains, prompts: prompts)
  }

  @Test func theFirstOfAllDomainsStays() throws {
    var web = documents("web", ["Same text", "own", "another"])
    web[1].entropyBits = 3
    let books = documents("books", ["SAME  text", "a book", "Own"])
    let found = try curation({ $0.exactDuplicates = true }, [web, books])
    #expect(found.documents == [web, [books[1]]])
    #expect(found.documents[0][1].entropyBits == 3)
    #expect(found.audit.map(\.id) == ["books:1", "books:3"])
    #expect(found.audit.map(\.of) == ["web:1", "web:2"])
    #expect(found.summary.text == "kept 4 of 6 documents; exact_duplicate: 2")
  }

  @Test func eachSettingAddsARule() throws {
    var random = CounterRandomText(seed: 91)
    let words = random.words(80)
    let near = words.dropLast() + ["other"]
    let all = [
      documents("d", [words.joined(separator: " "), near.joined(separator: " "), "a b c d e f"])
    ]
    #expect(try curation({ _ in }, all).documents == all)
    #expect(try curation({ $0.exactDuplicates = true }, all).documents == all)
    let found = try curation({ $0.nearDuplicates = 0.9 }, all)
    #expect(found.audit.map(\.id) == ["d:2"] && found.audit.map(\.rule) == ["near_duplicate"])
    #expect(try curation({ $0.nearDuplicates = 1 }, all).audit == [])
    let window = { (settings: inout CurationSettings) in
      settings.evaluationPath = "prompts"
      settings.evaluationWords = 4
    }
    #expect(try curation(window, all, prompts: ["x B, c d e"]).audit.map(\.id) == ["d:3"])
    #expect(try curation(window, all, prompts: ["b c d"]).audit == [])
    #expect(!CurationSettings().isActive)
  }

  @Test func aDomainWithoutTextIsAnError() throws {
    let error = #expect(throws: DataError.self) {
      try curation(
        { $0.exactDuplicates = true }, [documents("a", ["t"]), documents("b", ["T", " t"])])
    }
    #expect(
      error?.description
        == "data.curation drops all 2 documents of the domain b; remove the source, or let "
        + "data.curation keep more")
  }

  @Test func rowsInMemoryDecideAsThoseInFiles() throws {
    var random = CounterRandomText(seed: 92)
    let documents = (0..<1300).map { index in
      CurationDocument(
        id: "\(index)", text: random.words(30, vocabulary: 40 + index % 3).joined(separator: " "),
        score: random.uniform())
    }
    let folder = try TemporaryFolder()
    func kept(_ scoreFolder: String?) throws -> [String] {
      var kept: [String] = []
      let rules: [any CurationOperator] = [
        ExactDuplicateFilter(), NearDuplicateFilter(threshold: 0.01),
        ThresholdFilter(name: "repetition", scorer: QualityScorer(), place: 8, range: 0...0.05),
      ]
      _ = try CurationStep(rules, scoreFolder: scoreFolder).run(
        documents, drop: { _ in }, deliver: { kept.append($0.id) })
      return kept
    }
    let inMemory = try kept(nil)
    #expect(try kept(folder.path) == inMemory && !inMemory.isEmpty)
  }

  @Test func scoresThatAreNoNumbersAreText() {
    func line(_ score: Double) -> String {
      AuditRecord(id: "a\n", rule: "r", reason: "x", of: nil, score: score).line
    }
    #expect(
      line(.nan) == #"{"id": "a\n", "operator": "r", "reason": "x", "scores": {"r": "nan"}}"# + "\n"
    )
    #expect(line(.infinity).contains(#""r": "inf""#) && line(-.infinity).contains(#""r": "-inf""#))
    #expect(line(0.1).contains(#""r": 0.1}"#) && line(1e-300).contains("1e-300"))
  }
}
