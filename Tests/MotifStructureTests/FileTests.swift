import Testing

/// A type lives in the file of its name, and files stay short and well named.
@Suite struct FileTests {
  @Test func typesLiveInTheFilesOfTheirNames() throws {
    try RealHouse.expectNone { $0.misplacedTypes() }
  }

  @Test func filesAreShortAndWellNamed() throws {
    try RealHouse.expectNone { $0.unwieldyFiles() }
  }

  @Test func frontDoorFitsAFewScreens() throws {
    let readme = try RealHouse.standing.documents[House.frontDoor] ?? ""
    #expect(
      readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 121, "120 lines")
  }

  @Test func plantedStrangerIsFound() throws {
    #expect(
      try RealHouse.complaints(
        { $0.misplacedTypes() },
        planting: ["Sources/MotifModel/Planted.swift": "\npublic struct Stranger {\n}\n"])
        == ["Sources/MotifModel/Planted.swift: Stranger (lines 2 to 3) belongs in Stranger.swift"])
  }

  @Test func plantedLengthAndNameAreFound() throws {
    let check = { (house: House) in house.unwieldyFiles() }
    let path = "Sources/MotifModel/Planted.swift"
    let lines = String(repeating: "\n", count: House.fileLines)
    #expect(try RealHouse.complaints(check, planting: [path: lines]) == [])
    #expect(
      try RealHouse.complaints(check, planting: [path: lines + "\n"])
        == ["\(path) has 301 lines; 300 are allowed"])
    let named = ["PlantedUtils", "Helpers", "Planted+Common", "PlantedManagers"].map {
      "Sources/MotifModel/\($0).swift"
    }
    let found = try RealHouse.complaints(
      check, planting: Dictionary(uniqueKeysWithValues: named.map { ($0, "") }))
    #expect(
      found
        == zip(named.sorted(), ["Helpers", "Common", "Manager", "Utils"]).map {
          "\($0): \($1) does not say what is in the file"
        })
  }

  /// The complaints about one file of a target that also has `A.swift` and an operation.
  private func complaints(_ name: String, _ code: String) -> [String] {
    House([
      "Sources/T/A.swift": "struct A {}", "Sources/T/Sum.swift": "extension Vectorized {}",
      "Sources/T/\(name)": code,
    ]).misplacedTypes()
  }

  @Test func aNeighbourMayBeSmall() {
    let lines = { String(repeating: "\n", count: $0 - 1) }
    let small = "struct B {}\nenum N {\(lines(House.neighbourLines))}"
    #expect(complaints("B.swift", small) == [])
    #expect(
      complaints("B.swift", "struct B {}\nenum N {\(lines(House.neighbourLines + 1))}")
        == ["Sources/T/B.swift: N (lines 2 to 22) belongs in N.swift"])
    // Without the type of the file it is nobody's neighbour.
    #expect(
      complaints("B+C.swift", "extension B {}\nenum N {}")
        == ["Sources/T/B+C.swift: N (lines 2 to 2) belongs in N.swift"])
    #expect(complaints("B.swift", "extension B {}\nprivate enum N {\(lines(99))}") == [])
    #expect(complaints("main.swift", "struct B {}") == [])
  }

  @Test func aFileHoldsWhatItsNameSays() {
    #expect(complaints("Product.swift", "extension Tensor { func product() {} }") == [])
    #expect(complaints("free.swift", "func free() {}") == [])
    #expect(
      complaints("Empty.swift", "import A\n// Nothing.\n") == [
        "Sources/T/Empty.swift declares nothing"
      ])
    #expect(complaints("A+Text.swift", "extension A {}") == [])
    #expect(complaints("Other+Text.swift", "extension Other.Nested {}") == [])
    #expect(complaints("B+Kinds.swift", "extension A { struct B {} }") == [])
    #expect(complaints("Sum+Reference.swift", "extension Reference {}") == [])
    #expect(complaints("A+Reference.swift", "extension Reference {}") == [])
    #expect(
      complaints("A+Text.swift", "extension String {}")
        == ["Sources/T/A+Text.swift does not extend A"])
    #expect(
      complaints("X/Sum+Reference.swift", "extension Reference {}")
        == [
          "Sources/T/X/Sum+Reference.swift neither extends Sum nor stands beside "
            + "Sources/T/X/Sum.swift"
        ])
  }
}
