import Foundation

/// The package as its files show it: the sources by target and room, the manifest and the documents
/// that describe them.
///
/// What is wrong with it is computed by the functions of the extensions, each of which returns one
/// sentence for each complaint, in a fixed order.
struct House: Sendable {
  /// The Swift files of `Sources/` in the order of their paths.
  private(set) var files: [SourceFile] = []
  /// `Package.swift`, `README.md`, `CONTRIBUTING.md`, and the Markdown of ``documentFolders``.
  private(set) var documents: [String: String] = [:]
  /// The folders at the top and those below `Sources/`, by their paths.
  private(set) var folders: Set<String> = []
  /// Where the house stands; nil for one in memory.
  private var root: URL?

  private static let documentNames = ["Package.swift", "README.md", "CONTRIBUTING.md"]
  /// Where Markdown is read: the articles of the catalogs, tables of results, notes beside recipes.
  private static let documentFolders = ["Sources", "Benchmarks/Results", "Configs"]

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
    var sourceFolders: Set<String> = []
    for folder in Self.documentFolders {
      for name in try FileManager.default.subpathsOfDirectory(atPath: root.path + "/" + folder) {
        let path = folder + "/" + name
        let url = root.appendingPathComponent(path)
        if path.hasSuffix(".swift") || path.hasSuffix(".md") {
          contents[path] = try String(contentsOf: url, encoding: .utf8)
        } else if folder == "Sources",
          try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
        {
          sourceFolders.insert(path)
        }
      }
    }
    self.init(contents)
    self.root = root
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
    for count in parts.indices.dropFirst() where count == 1 || parts[0] == "Sources" {
      folders.insert(parts[..<count].joined(separator: "/"))
    }
  }

  /// Whether a file or folder of that path is in the house.
  func holds(_ path: String) -> Bool {
    if documents[path] != nil || folders.contains(path) { return true }
    guard let root else { return files.contains { $0.path == path } }
    return FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// The names of the targets, sorted.
  var targets: [String] { Set(files.map(\.target)).sorted() }

  /// The files of a target.
  func files(in target: String) -> [SourceFile] { files.filter { $0.target == target } }

  /// The rooms of a target, sorted; `.` is its root.
  func rooms(in target: String) -> [String] { Set(files(in: target).map(\.room)).sorted() }
}
