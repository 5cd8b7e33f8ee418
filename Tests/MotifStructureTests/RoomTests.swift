import Testing

/// Rooms of a target form no circle.
@Suite struct RoomTests {
  @Test func roomsFormNoCircle() throws {
    try RealHouse.expectNone { $0.roomCircles() }
  }

  @Test func noNameIsDeclaredTwice() throws {
    try RealHouse.expectNone { $0.ambiguousNames() }
  }

  @Test func roomsReferToEachOther() throws {
    // A scanner that sees no references would find no circles either.
    let house = try RealHouse.standing
    for target in ["MotifTensor", "MotifModel", "MotifTrainer"] {
      #expect(!RoomGraph(house.files(in: target)).edges.isEmpty)
    }
  }

  @Test func plantedCircleIsFound() throws {
    let house = try RealHouse.standing
    // A room that lies on no circle, and a type of it.
    let host = try #require(
      house.files.first { file in
        let circles = RoomGraph(house.files(in: file.target)).circles()
        return file.room != "." && !circles.contains { $0.contains(file.room) }
          && file.types.contains { !$0.isPrivate }
      })
    let type = try #require(host.types.first { !$0.isPrivate }).name
    let folder = "Sources/\(host.target)"
    let circle = try RealHouse.complaints(
      { $0.roomCircles() },
      planting: [
        "\(folder)/APlantedRoom/PlantedType.swift": "struct PlantedType { var a: \(type) }\n",
        "\(folder)/\(host.room)/Guest.swift": "extension PlantedType {}\n",
      ])
    #expect(
      circle == [
        """
        \(host.target): rooms form a circle: APlantedRoom → \(host.room) → APlantedRoom
          APlantedRoom → \(host.room): APlantedRoom/PlantedType.swift → \(host.shortPath) (\(type))
          \(host.room) → APlantedRoom: \(host.room)/Guest.swift → APlantedRoom/PlantedType.swift \
        (PlantedType)
        """
      ])
  }

  @Test func plantedNameIsFound() throws {
    let house = try RealHouse.standing
    let host = try #require(house.files.first { $0.types.contains { !$0.isPrivate } })
    let type = try #require(host.types.first { !$0.isPrivate }).name
    let paths = [host.shortPath, "Planted/PlantedFile.swift"].sorted()
    #expect(
      try RealHouse.complaints(
        { $0.ambiguousNames() },
        planting: ["Sources/\(host.target)/Planted/PlantedFile.swift": "class \(type) {}\n"])
        == ["\(host.target): \(type) is declared in \(paths[0]) and \(paths[1])"])
  }

  /// The steps between the rooms of a target of these files, whose names start at the room.
  private func steps(_ contents: [String: String]) -> [String] {
    let house = House(
      Dictionary(uniqueKeysWithValues: contents.map { ("Sources/T/\($0)", $1) }))
    return RoomGraph(house.files).edges.flatMap { from, targets in
      targets.flatMap { to, references in
        references.map { "\(from) → \(to): \($0.names.joined(separator: ", "))" }
      }
    }.sorted()
  }

  @Test func longCirclesAreFoundOnce() {
    let house = House([
      "Sources/T/X/A.swift": "struct A { let b: B }",
      "Sources/T/Y/B.swift": "struct B { let c: C }\nstruct B2 { let d: D }",
      "Sources/T/Z/C.swift": "struct C { let a: A }",
      "Sources/T/Z/C2.swift": "struct C2 { let a: A }",
      "Sources/T/V/D.swift": "struct D {}",
    ])
    #expect(
      house.roomCircles() == [
        """
        T: rooms form a circle: X → Y → Z → X
          X → Y: X/A.swift → Y/B.swift (B)
          Y → Z: Y/B.swift → Z/C.swift (C)
          Z → X: Z/C.swift → X/A.swift (A), and 1 more pair of files
        """
      ])
  }

  @Test func theRootOfATargetIsARoom() {
    let contents = [
      "A.swift": "struct A { let b = B() }", "X/B.swift": "struct B { typealias C = T.A }",
    ]
    #expect(steps(contents) == [". → X: B", "X → .: A"])
  }

  @Test func commentsAndTextsReferToNothing() {
    let type = ["Y/B.swift": "struct B {}\nfunc b() {}\nfunc c() {}"]
    let silent = """
      // B /* B
      let x = "B \\n b()" + #"\\(B)"#
      let y = \"\"\"
        B "B" b()
        \"\"\"
      let z = \\.B, v = u.b(), w = f(b: 1)
      """
    #expect(steps(type.merging(["X/A.swift": silent]) { $1 }) == [])
    for (code, name) in [("\"\\(B.self)\"", "B"), ("\"\\(c())\"", "c"), ("0...B.count", "B")] {
      let speaking = silent + "\nlet t = " + code
      #expect(steps(type.merging(["X/A.swift": speaking]) { $1 }) == ["X → Y: \(name)"])
    }
  }

  @Test func nearerNamesHideThoseOfOtherRooms() {
    let other = ["Y/B.swift": "struct B {}\nfunc b() {}", "Z/A.swift": "struct A { struct B {} }"]
    let hiding = [
      "struct C { struct B {}\n let b: B }", "func f(b: () -> Void) { b() }",
      "let y = z.map { b in b() }",
      "private struct B {}\nlet x = B()", "extension A { var x: B { B() } }",
      "struct C { func b() {} }\nextension C { func d() { b() } }",
    ]
    for code in hiding {
      #expect(!steps(other.merging(["X/X.swift": code]) { $1 }).contains { $0.contains("Y") })
    }
    let own = [
      "X/C.swift": "struct C { func b() {} }", "X/C+D.swift": "extension C { func d() { b() } }",
    ]
    #expect(steps(other.merging(own) { $1 }) == [])
  }

  @Test func membersOfExtensionsAreFoundByTheirPath() {
    let other = [
      "Y/A.swift": "enum A { static let d = 1 }",
      "Z/B.swift": "extension A { struct B {}\n static func c() {} }",
    ]
    let here = { (code: String) in
      steps(other.merging(["X/X.swift": code]) { $1 }).filter { $0.hasPrefix("X") }
    }
    #expect(here("let x = A.B()") == ["X → Y: A", "X → Z: A.B"])
    #expect(here("let x = A.c()") == ["X → Y: A", "X → Z: A.c"])
    #expect(here("let x = B(), y = c()") == [])
    #expect(here("let x = A.d") == ["X → Y: A, A.d"])
  }

  @Test func privateAndOverloadedNamesAreNotAmbiguous() {
    let house = House([
      "Sources/T/A.swift":
        "private struct P {}\nfunc f(a: Int) {}\nfunc f(b: Int) {}\nfunc + () {}",
      "Sources/T/B.swift": "private struct P {}\nfunc g() {}\nfunc + () {}",
      "Sources/U/A.swift": "func g() {}",
    ])
    #expect(house.ambiguousNames() == [])
    let twice = house.planting(["Sources/T/X/C.swift": "enum P {}\nenum f {}\nlet g = 1"])
    #expect(
      twice.ambiguousNames() == [
        "T: f is declared in A.swift and X/C.swift", "T: g is declared in B.swift and X/C.swift",
      ])
  }
}
