import Testing

/// Targets import downward only, and the manifest says what they import.
@Suite struct DirectionTests {
  @Test func noTargetImportsUpward() throws {
    try RealHouse.expectNone { $0.upwardImports() }
  }

  @Test func manifestListsWhatIsImported() throws {
    try RealHouse.expectNone { $0.manifestDifferences() }
  }

  @Test func everyTargetIsRead() throws {
    // A house of which nothing is read has no complaints either.
    let house = try RealHouse.standing
    let folders = house.folders.filter { $0.split(separator: "/").count == 2 }
    #expect(Set(house.targets.map { "Sources/\($0)" }) == folders)
    #expect(house.files(in: "MotifKernels").contains { $0.imports.contains("MotifVector") })
  }

  @Test func plantedImportIsFound() throws {
    let file = ["Sources/MotifVector/Planted.swift": "internal import MotifTrainer\n"]
    #expect(
      try RealHouse.complaints({ $0.upwardImports() }, planting: file)
        == ["Sources/MotifVector/Planted.swift imports MotifTrainer upward"])
    #expect(
      try RealHouse.complaints({ $0.manifestDifferences() }, planting: file)
        == [
          "Sources/MotifVector/Planted.swift imports MotifTrainer, which Package.swift does not "
            + "list as dependency of MotifVector"
        ])
  }

  @Test func plantedDependencyIsFound() throws {
    let manifest = try RealHouse.standing.documents["Package.swift"] ?? ""
    let planted =
      manifest
        + """
        let planted = Target.target(
          name: "MotifVector",
          dependencies: ["MotifTrainer", /* "MotifModel" */ .target(name: "MotifData")])
        """
    let found = ["MotifData", "MotifTrainer"]
    #expect(
      try RealHouse.complaints({ $0.upwardImports() }, planting: ["Package.swift": planted])
        == found.map { "Package.swift lists \($0) upward as dependency of MotifVector" })
    #expect(
      try RealHouse.complaints({ $0.manifestDifferences() }, planting: ["Package.swift": planted])
        == found.map {
          "Package.swift lists \($0) as dependency of MotifVector, which imports it nowhere"
        })
  }

  @Test func plantedTargetIsFound() throws {
    let file = ["Sources/MotifPlanted/Planted.swift": "struct Planted {}\n"]
    #expect(
      try RealHouse.complaints({ $0.upwardImports() }, planting: file)
        == ["MotifPlanted has no place among the targets of House+Direction.swift"])
    #expect(
      try RealHouse.complaints({ $0.manifestDifferences() }, planting: file)
        == ["Package.swift has no target MotifPlanted"])
  }

  @Test func entryPointReachesForLittle() {
    let house = House([
      "Sources/motif-train/main.swift": "import MotifCommand\nimport MotifModel\n",
      "Package.swift": """
      .executableTarget(name: "motif-train", dependencies: ["MotifCommand", "MotifModel"])
      """,
    ])
    #expect(
      house.upwardImports() == [
        "Sources/motif-train/main.swift imports MotifModel upward",
        "Package.swift lists MotifModel upward as dependency of motif-train",
      ])
    #expect(house.manifestDifferences().isEmpty)
  }

  @Test func whatIsBelowMayBeImported() {
    #expect(
      House.allowedImports(of: "MotifModel")
        == ["MotifTensor", "MotifDistributed", "MotifCore", "MotifKernels", "MotifVector"])
    #expect(House.allowedImports(of: "MotifData") == ["MotifCore"])
    #expect(House.allowedImports(of: "MotifCore") == [])
  }
}
