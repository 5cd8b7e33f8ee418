import Foundation
import MotifCore
import Testing

/// Paths are bytes between slashes, and messages about them take one line.
@Suite struct PathTextTests {
  @Test func slashesCountBesideCombiningMarks() {
    #expect(PathText.isAbsolute("/\u{301}a") && !PathText.isAbsolute("a/b"))
    #expect(PathText.folder(of: "a/b/\u{301}c") == "a/b/" && PathText.folder(of: "a") == "")
    for name in ["a/b", "a/\u{301}b", ".", "..", "a\0b", "\0", "a\0\u{301}"] {
      #expect(!PathText.canNameFolder(name), "\(name.debugDescription)")
    }
    for name in ["a", "...", "a\nb", "한 글", "-"] { #expect(PathText.canNameFolder(name)) }
  }

  /// What Foundation says where it does not trap, which it does for paths of one character.
  @Test func everyPathHasAParentAndAName() {
    let paths: [(path: String, parent: String, name: String)] = [
      ("r", "", "r"), (".", "", "."), ("é", "", "é"), ("한", "", "한"), ("r/", "", "r"),
      ("a/b", "a", "b"), ("a/b/", "a", "b"), ("a//b", "a", "b"), ("/a", "/", "a"),
      ("//a", "/", "a"), ("/a/b//", "/a", "b"), ("/", "/", "/"), ("//", "/", "/"), ("", "", ""),
      ("a/b/\u{301}c", "a/b", "\u{301}c"), ("../x", "..", "x"), ("rr", "", "rr"),
    ]
    for (path, parent, name) in paths {
      #expect(Array(PathText.parent(of: path).utf8) == Array(parent.utf8), "parent of \(path)")
      #expect(Array(PathText.name(of: path).utf8) == Array(name.utf8), "name of \(path)")
    }
  }

  @Test func relativePathsStartInTheWorkingFolder() {
    let folder = FileManager.default.currentDirectoryPath
    #expect(PathText.absolute("a/../b") == folder + "/a/../b")
    #expect(PathText.absolute("/a") == "/a" && PathText.absolute("") == "")
  }

  @Test func messagesTakeOneLine() {
    let path = "a\nb\u{1B}[31m\u{85}\u{2028}é"
    let shown = "a\\nb\\u{1B}[31m\\u{0085}\\u{2028}é"
    #expect(PathText.shown(path) == shown)
    #expect(PathText.shown("plain é 한.txt") == "plain é 한.txt")
    #expect(
      FileError(path: path, reason: "does not exist").description == "\(shown): does not exist")
    #expect(ValueOrigin.file(path: path, line: 1, column: 2).description == "\(shown):1:2")
    #expect(ValueOrigin.file(path: path, line: 0, column: 0).description == shown)
    #expect(ValueOrigin.commandLine("a=\n").description == "--set a=\\n")
  }

  @Test func exactTextIsItsBytes() {
    #expect(ExactText("\u{E9}") != ExactText("e\u{301}") && ExactText("한") == ExactText("한"))
    #expect(Set(["\u{E9}", "e\u{301}", "e", "e"].map(ExactText.init)).count == 3)
  }
}
