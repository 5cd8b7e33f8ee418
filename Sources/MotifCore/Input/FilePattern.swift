internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The files that a path stands for: one file, all files of a folder, or those that a pattern such as
/// `data/*.jsonl.gz` names.
///
/// In a pattern `*` and `?` stand for any letters and one letter of a name, `[a-f]` for one of some,
/// and `**` for any number of folders. Hidden files are passed over unless the pattern writes their
/// dot. Files come in the order of the bytes of their paths, the same on every machine.
package struct FilePattern: Sendable {
  /// The path as it was given.
  package let path: String

  /// The files that `path` stands for.
  package init(_ path: String) { self.path = path }

  private enum Kind { case missing, file, folder }

  /// Whether there may be files: the path exists, or is a pattern in a folder that does.
  package var leadsSomewhere: Bool {
    Self.kind(path) != .missing || isPattern && Self.kind(fixedFolder) == .folder
  }

  /// The files, at least one.
  ///
  /// Throws ``FileError`` that says what was looked for when there is none.
  ///
  /// - Parameter endings: what the names of the files in a folder end with, before what tells that
  ///   they are compressed; none takes every file.
  package func files(endings: [String] = []) throws(FileError) -> [String] {
    switch Self.kind(path) {
    case .file: return [path]
    case .folder:
      let found = try Self.walk(Self.joined(path, "")).filter { file in
        endings.isEmpty || endings.contains { Compression.plainName(of: file).hasSuffix($0) }
      }
      guard found.isEmpty else { return Self.sorted(found) }
      let what = endings.isEmpty ? "no file" : "no file that ends in " + Self.list(endings)
      throw FileError(
        path: path,
        reason: "is a folder with \(what) in it"
          + (endings.isEmpty ? "" : ", or in that with .gz or .zst"))
    case .missing:
      guard isPattern else { throw FileError(path: path, reason: "does not exist") }
      let found = try expand()
      guard found.isEmpty else { return Self.sorted(found) }
      let folder = fixedFolder
      throw FileError(
        path: path,
        reason: Self.kind(folder) == .folder
          ? "no file matches: looked in the folder \(folder) for "
            + path.dropFirst(folder == "." ? 0 : folder.count).drop { $0 == "/" }
          : "no file matches: there is no folder \(folder)")
    }
  }

  private var isPattern: Bool { path.utf8.contains { "*?[".utf8.contains($0) } }

  /// The names on the way, which slashes part.
  private var names: [String] { path.split(separator: "/").map(String.init) }

  /// The folder before the first name with a wildcard.
  private var fixedFolder: String {
    let fixed = names.prefix { !Self.isWild($0) }
    let start = PathText.isAbsolute(path) ? "/" : ""
    let folder = start + fixed.joined(separator: "/")
    return folder.isEmpty ? "." : folder
  }

  private func expand() throws(FileError) -> [String] {
    let wild = names.drop { !Self.isWild($0) }
    let folder = fixedFolder
    guard Self.kind(folder) == .folder else { return [] }
    return try Self.matches(wild, in: folder == "." ? "" : Self.joined(folder, ""))
  }

  /// The files below the folder with the prefix `folder` that `names` lead to.
  private static func matches(
    _ names: ArraySlice<String>, in folder: String
  ) throws(FileError) -> [String] {
    guard let name = names.first else { return [] }
    let rest = names.dropFirst()
    var found: [String] = []
    if name == "**" { found += try matches(rest, in: folder) }
    for entry in try FileOperations.system.list(folder.isEmpty ? "." : folder) {
      let path = folder + entry
      if name == "**" {
        guard !entry.hasPrefix("."), isOwnFolder(path) else { continue }
        found += try matches(names, in: path + "/")
      } else if fnmatch(name, entry, FNM_PERIOD) == 0 {
        switch kind(path) {
        case .file where rest.isEmpty: found.append(path)
        case .folder where !rest.isEmpty: found += try matches(rest, in: path + "/")
        default: continue
        }
      }
    }
    return found
  }

  /// All files below the folder with the prefix `folder`, but for hidden ones.
  private static func walk(_ folder: String) throws(FileError) -> [String] {
    var found: [String] = []
    for entry in try FileOperations.system.list(folder) where !entry.hasPrefix(".") {
      let path = folder + entry
      if isOwnFolder(path) {
        found += try walk(path + "/")
      } else if kind(path) == .file {
        found.append(path)
      }
    }
    return found
  }

  private static func kind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// Whether `path` is a folder and no link to one, which might lead in a circle.
  private static func isOwnFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func isWild(_ name: String) -> Bool {
    name.utf8.contains { "*?[".utf8.contains($0) }
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }

  /// `paths` in the order of their bytes, each once.
  private static func sorted(_ paths: [String]) -> [String] {
    // Not a set of texts, for which two files whose names differ in form alone would be one.
    Set(paths.map(ExactText.init)).map(\.text)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func list(_ words: [String]) -> String {
    words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
  }
}
