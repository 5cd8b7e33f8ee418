import Testing

/// The trainer stays small, and so do its types.
@Suite struct BurdenTests {
  @Test func trainerIsNotOverburdened() throws {
    try RealHouse.expectNone { $0.excesses() }
  }

  private static let path = "Sources/MotifTrainer/Planted/Planted.swift"
  private static let aspect = "Sources/MotifTrainer/Planted/Planted+Aspect.swift"

  /// What is said about the planted type.
  private func found(_ contents: [String: String]) throws -> [String] {
    try RealHouse.complaints({ $0.excesses() }, planting: contents)
  }

  @Test func plantedMembersAreFound() throws {
    // Ten in the type, and the rest in an extension of another file.
    let type = """
      struct Planted {
        var a, b: Int
        let c = 1
        var d: Int { let hidden = 1; return hidden }
        static func e() { let hidden = 1 }
        init() {}
        subscript(f: Int) -> Int { f }
        enum G { case hidden }
        case h, i
      }
      """
    let properties = { (count: Int) in
      let lines = (0..<count).map { "  var p\($0): Int { 1 }\n" }.joined()
      return "extension Planted {\n\(lines)}\nextension Planted.G { var hidden: Int { 1 } }\n"
    }
    #expect(try found([Self.path: type, Self.aspect: properties(15)]) == [])
    #expect(
      try found([Self.path: type, Self.aspect: properties(16)])
        == ["MotifTrainer: Planted has 26 members; 25 are allowed"])
  }

  @Test func plantedFanOutIsFound() throws {
    let house = try RealHouse.standing
    let visible = house.files.filter { $0.target != "MotifTrainer" }.flatMap(\.types)
      .filter(\.isVisibleOutside).map(\.name)
    let names = Array(Set(visible).sorted().prefix(15))
    try #require(names.count == 15)
    let list = names.map { "\($0).self" }.joined(separator: ", ")
    // Neither the type itself, nor what is nested in it, nor types of Swift, count.
    let type = """
      struct Planted {
        struct Nested {}
        func a() { _ = [Planted.self, Nested.self, Int.self, \(list)] }
      }
      """
    #expect(try found([Self.path: type]) == [])
    let all = (names + ["Trainer"]).sorted().joined(separator: ", ")
    #expect(
      try found([Self.path: type, Self.aspect: "extension Planted { var t: Trainer? { nil } }\n"])
        == ["MotifTrainer: Planted mentions 16 types, of which 15 are allowed: \(all)"])
  }

  @Test func plantedLinesAreFound() throws {
    let lines = try RealHouse.standing.files(in: "MotifTrainer").reduce(0) { $0 + $1.lineCount }
    let bound = House.Bounds().lines
    #expect(
      try found([Self.path: String(repeating: "\n", count: bound)])
        == ["MotifTrainer has \(lines + bound) lines; fewer than \(bound) are allowed"])
    let house = House([Self.path: String(repeating: "\n", count: bound - 1)])
    #expect(house.excesses() == [])
  }
}
