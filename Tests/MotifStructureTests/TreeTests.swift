import Testing

/// The annotated tree of the README is the tree there is.
@Suite struct TreeTests {
  @Test func readmeShowsTheTree() throws {
    try RealHouse.expectNone { $0.treeDifferences() }
  }

  @Test func plantedFoldersAreFound() throws {
    #expect(
      try RealHouse.complaints(
        { $0.treeDifferences() },
        planting: ["Sources/MotifModel/Planted/Planted.swift": "struct Planted {}\n"])
        == ["README.md leaves out the folder Sources/MotifModel/Planted"])
    #expect(
      try RealHouse.complaints(
        { $0.treeDifferences() },
        planting: ["Sources/MotifPlanted/Planted.swift": "struct Planted {}\n"])
        == ["README.md leaves out the folder Sources/MotifPlanted"])
  }

  @Test func plantedLinesOfTheTreeAreFound() throws {
    let readme = try RealHouse.standing.documents["README.md"] ?? ""
    let planted = readme.replacing(
      "```\nSources/\n", with: "```\nSources/\n  MotifPlanted/   text  Room/\n")
    #expect(
      try RealHouse.complaints({ $0.treeDifferences() }, planting: ["README.md": planted])
        == ["Sources/MotifPlanted", "Sources/MotifPlanted/Room"].map {
          "README.md names the folder \($0), which does not exist"
        })
  }

  @Test func roomsStandOnTheLinesOfTheirTarget() {
    let house = House([
      "Sources/A/X/F.swift": "", "Sources/A/Y/F.swift": "", "Sources/A/Z/F.swift": "",
      "Sources/A/F.swift": "", "Sources/b-c/F.swift": "",
      "README.md": """
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
      """,
    ])
    #expect(house.treeDifferences() == ["README.md names the folder Top, which does not exist"])
    #expect(house.planting(["Top/F.txt": ""]).treeDifferences() == [])
    #expect(
      house.planting(["README.md": "```\nSources/\n  A/  X/ Z/\n```\n"]).treeDifferences()
        == ["A/Y", "b-c"].map { "README.md leaves out the folder Sources/\($0)" })
    #expect(
      house.planting(["README.md": "Sources/\n"]).treeDifferences()
        == ["README.md has no fenced block that starts with the line Sources/"])
  }
}
