import Testing

/// The links of README, CONTRIBUTING, the articles, the results and the notes beside recipes hold.
@Suite struct LinkTests {
  @Test func linksHold() throws {
    try RealHouse.expectNone { $0.brokenLinks() }
  }

  @Test func documentsAreRead() throws {
    let documents = try RealHouse.standing.documents.keys
    for path in ["README.md", "CONTRIBUTING.md", House.tour, "Configs/texts/README.md"] {
      #expect(documents.contains(path), "\(path)")
    }
    #expect(documents.count { $0.hasSuffix(".md") } > 30)
    #expect(try House.links(in: #require(RealHouse.standing.documents["README.md"])).count > 10)
  }

  @Test func plantedLinksAreFound() throws {
    let planted = "[a](Planted.md) ![b](../Planted.svg) [c](../../../Planted/)\n"
    #expect(
      try RealHouse.complaints(
        { $0.brokenLinks() },
        planting: ["Sources/MotifModel/MotifModel.docc/Article.md": planted])
        == ["Planted.md", "../Planted.svg", "../../../Planted/"].map {
          "Sources/MotifModel/MotifModel.docc/Article.md links to \($0), which does not exist"
        })
  }

  @Test func linksAreTold() {
    let house = House([
      "A/Note.md": """
      [file](../README.md) [place](../README.md#there) [here](#here) [web](https://example.org/x)
      [code `a](b)` in text](../A) and `[no](link)` <doc:Article> [doc](doc:Article)
      ```
      [fenced](Missing.md)
      ```
      [`x`](Missing.swift), [out](../../README.md) and [itself](./Note.md)
      """,
      "README.md": "",
    ])
    #expect(
      House.links(in: house.documents["A/Note.md"] ?? "")
        == [
          "../README.md", "../README.md", "../A", "Missing.swift", "../../README.md", "./Note.md",
        ])
    #expect(
      house.brokenLinks()
        == ["Missing.swift", "../../README.md"].map {
          "A/Note.md links to \($0), which does not exist"
        })
  }
}
