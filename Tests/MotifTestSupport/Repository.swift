public import Foundation

/// The folder that the tests were built from.
public enum Repository {
  /// Where `Package.swift` lies.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The shipped recipe `name`, such as `quickstart.json`.
  public static func recipe(_ name: String) -> String {
    root.appendingPathComponent("Configs/\(name)").path
  }
}
