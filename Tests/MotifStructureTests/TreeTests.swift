import Testing

/// The annotated trees of the README and of the tour are the tree there is.
@Suite struct TreeTests {
  @Test func documentsShowTheTree() throws {
    try RealHouse.expectNone { $0.treeDifferences() }
  }

  @Test func plantedFoldersAreFound() throws {
    #expect(
      try RealHouse.complaints(
        { $0.treeDifferences() },
        planting: ["Sources/MotifModel/Planted/Planted.swift": "struct Planted {}\n"])
        == ["\(House.tour) leaves out the folder Sources/MotifModel/Planted"])
    #expect(
      try RealHouse.complaints(
        { $0.treeDifferences() },
        planting: ["Sources/MotifPlanted/Planted.swift": "struct Planted {}\n"])
        == ["README.md", House.tour].map { "\($0) leaves out the folder Sources/MotifPlanted" })
  }

  @Test(arguments: [House.frontDoor, House.tour])
  func plantedLinesOfTheTreeAreFound(_ document: String) throws {
    let text = try RealHouse.standing.documents[document] ?? ""
    let planted = text.replacing(
      "```\nSources/\n", with: "```\nSources/\n  MotifPlanted/   text  Room/\n")
    #expect(
      try RealHouse.complaints({ $0.treeDifferences() }, planting: [document: planted])
        == ["Sources/MotifPlanted", "Sources/MotifPlanted/Room"].map {
          "\(document) names the folder \($0), which does not exist"
        })
  }

  @Test func roomsStandOnTheLinesOfTheirTarget() {
    let tree = """
      ```
      Sources/first
      ```
      ```
      Sources/
        A/       text a/b text/, X/
          Y/ more Z/
        b-c/     text
      Top/       text Missing/
      ```
      Elsewhere/
      """
    let house = House([
      "Sources/A/X/F.swift": "", "Sources/A/Y/F.swift": "", "Sources/A/Z/F.swift": "",
      "Sources/A/F.swift": "", "Sources/b-c/F.swift": "",
      "README.md": "```\nSources/\n  A/\n  b-c/\n```\n", House.tour: tree,
    ])
    #expect(house.treeDifferences() == ["\(House.tour) names the folder Top, which does not exist"])
    #expect(house.planting(["Top/F.txt": ""]).treeDifferences() == [])
    #expect(
      house.planting([House.tour: "```\nSources/\n  A/  X/ Z/\n```\n"]).treeDifferences()
        == ["A/Y", "b-c"].map { "\(House.tour) leaves out the folder Sources/\($0)" })
    #expect(
      house.planting(["README.md": "Sources/\n", "Top/F.txt": ""]).treeDifferences()
        == ["README.md has no fenced block that starts with the line Sources/"])
  }
}
