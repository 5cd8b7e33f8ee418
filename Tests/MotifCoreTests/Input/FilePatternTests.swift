import Foundation
import MotifTestSupport
import Testing

@testable import MotifCore

/// A path stands for a file, the files of a folder, or those that a pattern names, always in one order.
@Suite struct FilePatternTests {
  private final class Tree {
    let path = TemporaryRoot.path + "/pattern-\(UUID().uuidString)"

    init(_ files: [String]) throws {
      for file in files {
        let place = "\(path)/\(file)"
        try FileManager.default.createDirectory(
          atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: place))
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func files(_ pattern: String, _ endings: [String] = []) throws -> [String] {
      try FilePattern(pattern.isEmpty ? path : "\(path)/\(pattern)").files(endings: endings)
        .map { String($0.dropFirst(path.count + 1)) }
    }

    func reason(_ pattern: String, _ endings: [String] = []) -> String {
      do { return "\(try files(pattern, endings))" } catch {
        return (error as? FileError).map { $0.reason.replacing(path, with: "TREE") } ?? ""
      }
    }
  }

  private static let names = [
    "b/2.jsonl.gz", "b/10.jsonl.gz", "b/1.jsonl.zst", "b/note.txt", "b/.hidden.jsonl", "a.jsonl",
    "B.jsonl", "é.jsonl", "e\u{301}.jsonl", "b/deep/er/3.jsonl", "b/deep/3.ndjson", "c/x[1].txt",
    ".git/d.jsonl",
  ]

  @Test func patternsNameFilesInTheOrderOfBytes() throws {
    let tree = try Tree(Self.names)
    #expect(try tree.files("b/*.jsonl.gz") == ["b/10.jsonl.gz", "b/2.jsonl.gz"])
    #expect(try tree.files("b/[12].jsonl.*") == ["b/1.jsonl.zst", "b/2.jsonl.gz"])
    #expect(try tree.files("b/?.jsonl.gz") == ["b/2.jsonl.gz"])
    #expect(try tree.files("*.jsonl") == ["B.jsonl", "a.jsonl", "e\u{301}.jsonl", "é.jsonl"])
    #expect(try tree.files("*/*.txt") == ["b/note.txt", "c/x[1].txt"])
    #expect(try tree.files("b/**/3.*") == ["b/deep/3.ndjson", "b/deep/er/3.jsonl"])
    #expect(try tree.files("**/**/3.jsonl") == ["b/deep/er/3.jsonl"])
    #expect(try tree.files("**/note.txt") == ["b/note.txt"])
    #expect(try tree.files("b/.*.jsonl") == ["b/.hidden.jsonl"])
  }

  @Test func aFileThatExistsIsNoPattern() throws {
    let tree = try Tree(Self.names)
    #expect(try tree.files("c/x[1].txt") == ["c/x[1].txt"])
    #expect(try tree.files("b/.hidden.jsonl") == ["b/.hidden.jsonl"])
  }

  @Test func aFolderGivesItsFiles() throws {
    let tree = try Tree(Self.names)
    #expect(
      try tree.files("b") == [
        "b/1.jsonl.zst", "b/10.jsonl.gz", "b/2.jsonl.gz", "b/deep/3.ndjson", "b/deep/er/3.jsonl",
        "b/note.txt",
      ])
    #expect(
      try tree.files("b/", [".jsonl", ".ndjson"]) == [
        "b/1.jsonl.zst", "b/10.jsonl.gz", "b/2.jsonl.gz", "b/deep/3.ndjson", "b/deep/er/3.jsonl",
      ])
    try FileManager.default.createSymbolicLink(
      atPath: tree.path + "/b/deep/loop", withDestinationPath: "..")
    #expect(try tree.files("b").count == 6)
    #expect(try tree.files("b/**/3.*").count == 2)
  }

  @Test func nothingIsAnErrorThatSaysWhatWasLookedFor() throws {
    let tree = try Tree(Self.names)
    #expect(
      tree.reason("b/*.csv") == "no file matches: looked in the folder TREE/b for *.csv")
    #expect(
      tree.reason("b/*/*.gz") == "no file matches: looked in the folder TREE/b for */*.gz")
    #expect(tree.reason("z/*.gz") == "no file matches: there is no folder TREE/z")
    #expect(tree.reason("a.json") == "does not exist")
    #expect(
      tree.reason("c", [".jsonl", ".json"])
        == "is a folder with no file that ends in .jsonl or .json in it, or in that with .gz or .zst"
    )
    try FileManager.default.createDirectory(
      atPath: tree.path + "/none", withIntermediateDirectories: true)
    #expect(tree.reason("none") == "is a folder with no file in it")
    #expect(FilePattern(tree.path + "/b/*.csv").leadsSomewhere)
    #expect(!FilePattern(tree.path + "/z/*.csv").leadsSomewhere)
    #expect(!FilePattern(tree.path + "/a.json").leadsSomewhere)
  }
}
