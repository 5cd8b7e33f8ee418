internal import Foundation

/// What is known of a stage and kept as a file of JSON in its folder.
package protocol StoredAccount: Codable {
  /// The name of the file.
  static var fileName: String { get }
}

extension StoredAccount {
  /// Where the account of the stage in `folder` is.
  package static func path(_ folder: String) -> String { folder + "/" + fileName }

  /// The account of the stage in `folder`; nil where there is none that can be read.
  package init?(folder: String) {
    guard let data = FileManager.default.contents(atPath: Self.path(folder)),
      let account = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    self = account
  }

  /// The content of the file.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}
