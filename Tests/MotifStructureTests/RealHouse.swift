import Foundation
import Testing

/// This repository, read once for all tests.
enum RealHouse {
  private static let loaded = Result {
    try House(
      at: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent())
  }

  /// The house as it stands.
  static var standing: House {
    get throws { try loaded.get() }
  }

  /// Records each complaint about the house as it stands as an issue of its own.
  static func expectNone(
    of check: (House) -> [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for complaint in try check(standing) {
      Issue.record("\(complaint)", sourceLocation: sourceLocation)
    }
  }

  /// What `check` finds in the house with `contents` planted and not in the house as it stands.
  static func complaints(
    _ check: (House) -> [String], planting contents: [String: String]
  ) throws -> [String] {
    let house = try standing
    let known = check(house)
    return check(house.planting(contents)).filter { !known.contains($0) }
  }
}
