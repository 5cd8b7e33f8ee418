import Foundation

/// The package as its files show it: the sources by target and room, the manifest and the documents
/// that describe them.
///
/// What is wrong with it is computed by the functions of the extensions, each of which returns one
/// sentence for each complaint, in a fixed order.
struct House: Sendable {
  /// The Swift files of `Sources/` in the order of their paths.
  private(set) var files: [SourceFile] = []
  /// `Package.swift`, `README.md` and `CONTRIBUTING.md`.
  private(set) var documents: [String: String] = [:]
  /// The folders at the top and those below `Sources/`, by their paths.
  private(set) var folders: Set<String> = []

  private static let documentNames = ["Package.swift", "README.md", "CONTRIBUTING.md"]

  /// A house of files in memory: the text of each by its path from the root.
  init(_ contents: [String: String]) {
    for path in contents.keys.sorted() { add(path, contents[path] ?? "") }
    files.sort { $0.path < $1.path }
  }

  /// The house that stands in the folder `root`.
  init(at root: URL) throws {
    var contents: [String: String] = [:]
    for name in Self.documentNames {
      contents[name] = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
    }
    let sources = root.appendingPathComponent("Sources")
    var sourceFolders: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path) {
      let url = sources.appendingPathComponent(path)
      if path.hasSuffix(".swift") {
        contents["Sources/" + path] = try String(contentsOf: url, encoding: .utf8)
      } else if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false {
        sourceFolders.insert("Sources/" + path)
      }
    }
    self.init(contents)
    folders.formUnion(sourceFolders)
    for name in try FileManager.default.contentsOfDirectory(atPath: root.path) {
      let values = try root.appendingPathComponent(name).resourceValues(forKeys: [.isDirectoryKey])
      if values.isDirectory ?? false { folders.insert(name) }
    }
  }

  /// The same house with these files added, or in the place of those that have their paths.
  func planting(_ contents: [String: String]) -> House {
    var house = self
    house.files.removeAll { contents[$0.path] != nil }
    for path in contents.keys.sorted() { house.add(path, contents[path] ?? "") }
    house.files.sort { $0.path < $1.path }
    return house
  }

  private mutating func add(_ path: String, _ text: String) {
    if let file = SourceFile(path: path, text: text) {
      files.append(file)
    } else {
      documents[path] = text
    }
    let parts = path.split(separator: "/")
    for count in parts.indices.dropFirst() {
      folders.insert(parts[..<count].joined(separator: "/"))
    }
  }

  /// The names of the targets, sorted.
  var targets: [String] { Set(files.map(\.target)).sorted() }

  /// The files of a target.
  func files(in target: String) -> [SourceFile] { files.filter { $0.target == target } }

  /// The rooms of a target, sorted; `.` is its root.
  func rooms(in target: String) -> [String] { Set(files(in: target).map(\.room)).sorted() }
}
