import Testing

/// The table of public declarations in CONTRIBUTING.md cannot go stale.
@Suite struct PublicSurfaceTests {
  @Test func contributingCountsThePublicSurface() throws {
    try RealHouse.expectNone { $0.publicSurfaceDifferences() }
  }

  /// A document with a table of the counts of `house`, changed by `change`.
  private func table(_ house: House, _ change: [String: Int] = [:]) -> [String: String] {
    let rows = house.targets.map {
      "| `\($0)` | before | \(house.publicCount(of: $0) + change[$0, default: 0]) |\n"
    }
    return [
      "CONTRIBUTING.md": "| A | 1 |\n\n### Public surface\n\n| target | | public |\n| --- | --- | "
        + "--- |\n\(rows.joined())\n## Next\n| B | 2 |\n"
    ]
  }

  @Test func plantedDeclarationIsFound() throws {
    let standing = try RealHouse.standing
    let house = standing.planting(table(standing))
    #expect(house.publicSurfaceDifferences() == [])
    let count = house.publicCount(of: "MotifModel")
    #expect(count > 0)
    let planted = ["Sources/MotifModel/Planted.swift": "public struct Planted {}\n"]
    #expect(
      house.planting(planted).publicSurfaceDifferences()
        == [
          "CONTRIBUTING.md says \(count) for the public surface of MotifModel, not \(count + 1)"
        ])
    #expect(
      house.planting(["Sources/MotifPlanted/Planted.swift": ""]).publicSurfaceDifferences()
        == ["CONTRIBUTING.md lists no public surface of MotifPlanted, which is 0"])
  }

  @Test func plantedRowIsFound() {
    let house = House(["Sources/T/A.swift": "public func a() {}\n"])
    #expect(house.planting(table(house)).publicSurfaceDifferences() == [])
    #expect(
      house.planting(table(house, ["T": 1])).publicSurfaceDifferences()
        == ["CONTRIBUTING.md says 2 for the public surface of T, not 1"])
    let rows = table(house).mapValues { $0.replacing("| `T`", with: "| Gone | 3 |\n| T") }
    #expect(
      house.planting(rows).publicSurfaceDifferences()
        == ["CONTRIBUTING.md lists the public surface of Gone, which is no target"])
    #expect(
      house.publicSurfaceDifferences()
        == ["CONTRIBUTING.md has no heading Public surface with a table below it"])
  }

  @Test func linesOfCodeCount() {
    let code = """
      public import A
      @_exported public import B
      public struct C {
        public private(set) var a = 1
        @inlinable @inline(__always) public func b() {}
        @inlinable
        public func c() { open(path) }
        internal func d() {}
        // public func e() {}
        let f = "public"; public let g = \"\"\"
          public func h() {}
          \"\"\"
        open class I {}
      }
      @available(macOS, introduced: 15) public func j() {
        open("public")
      }
      """
    #expect(House(["Sources/T/C.swift": code]).publicCount(of: "T") == 6)
  }
}
