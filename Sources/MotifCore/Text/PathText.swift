internal import Foundation

/// Names of files as the system takes them: bytes between slashes.
///
/// A slash before a combining mark is one `Character` with it, and still ends a folder's name.
package enum PathText {
  private static let slash = UInt8(ascii: "/")

  /// Whether `path` starts from the root.
  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  /// The folder part of `path` with its last slash; empty where there is none.
  package static func folder(of path: String) -> String {
    path.utf8.lastIndex(of: slash).map { String(Substring(path.utf8[...$0])) } ?? ""
  }

  /// The folder that what `path` names stands in: `a` for `a/b` and `a/b/`, `/` for `/a`, empty for `a`.
  ///
  /// Foundation's `deletingLastPathComponent` traps on a path of one character.
  package static func parent(of path: String) -> String {
    let bytes = withoutEnd(path.utf8[...])
    guard let end = bytes.lastIndex(of: slash) else { return bytes.isEmpty ? root(path) : "" }
    let parent = withoutEnd(bytes[...end])
    return parent.isEmpty ? "/" : String(Substring(parent))
  }

  /// The name of what `path` names, in its folder: `b` for `a/b` and `a/b/`, `/` for the root.
  package static func name(of path: String) -> String {
    let bytes = withoutEnd(path.utf8[...])
    guard !bytes.isEmpty else { return root(path) }
    let start = bytes.lastIndex(of: slash).map { bytes.index(after: $0) } ?? bytes.startIndex
    return String(Substring(bytes[start...]))
  }

  /// A path without the slashes that it ends with.
  private static func withoutEnd(_ path: Substring.UTF8View) -> Substring.UTF8View {
    path.last == slash ? withoutEnd(path.dropLast()) : path
  }

  /// What stands for a path of slashes only, and for an empty one.
  private static func root(_ path: String) -> String { path.isEmpty ? "" : "/" }

  /// The way from the root to `path`, which starts from the working folder; an empty one stays empty.
  ///
  /// `..` stays in it: behind a symbolic link it is not the folder before.
  package static func absolute(_ path: String) -> String {
    path.isEmpty || isAbsolute(path) ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// Whether a folder can be called `name`.
  package static func canNameFolder(_ name: String) -> Bool {
    name != "." && name != ".." && !name.utf8.contains { $0 == slash || $0 == 0 }
  }

  /// `path` for a message on one line: control characters are written as `\n` or `\u{1B}`.
  package static func shown(_ path: String) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator
    }
    guard path.unicodeScalars.contains(where: isControl) else { return path }
    return path.unicodeScalars
      .map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}
