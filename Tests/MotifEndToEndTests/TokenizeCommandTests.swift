import Foundation
import MotifCore
import Testing

/// Tokens are written once, and runs that read them take the steps of runs that read the text.
@Suite struct TokenizeCommandTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 6)
    let row = { (row: Int) in
      "{\"id\": \(row), \"messages\": [{\"content\": \"Row \(row) of one file, \(row * row).\"}]}\n"
    }
    try FileManager.default.createDirectory(
      atPath: place.path + "/rows", withIntermediateDirectories: true)
    try place.write("rows/b.jsonl", (0..<60).map(row).joined())
    try place.write("rows/a.jsonl", (60..<120).map(row).joined())
    try place.write(
      "text.txt", (0..<90).map { "Line \($0).\nTo be, or not to be.\n" }.joined(separator: "\n"))
  }

  private static let text = [
    "--set",
    "data.sources=[{\"name\":\"stories\",\"kind\":\"jsonLines\",\"path\":\"rows/*.jsonl\","
      + "\"field\":\"messages.0.content\"},{\"name\":\"arithmetic\",\"kind\":\"text\","
      + "\"path\":\"text.txt\",\"split\":{\"bytes\":20}}]",
  ]

  private static let tokens = [
    "--set", "tokenizer.path=runs/tiny.tokens/tokenizer.json", "--set",
    "data.sources=[{\"name\":\"stories\",\"kind\":\"tokens\",\"path\":\"runs/tiny.tokens/stories\"},"
      + "{\"name\":\"arithmetic\",\"kind\":\"tokens\",\"path\":\"runs/tiny.tokens/arithmetic\"}]",
  ]

  private func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for source in ["stories", "arithmetic"] {
      let folder = "\(place.path)/runs/tiny.tokens/\(source)"
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        files["\(source)/\(name)"] = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
      }
    }
    return files
  }

  @Test func aRunOfTokensIsTheRunOfTheText() throws {
    let made = try Executable.run(["tokenize", "tiny.json"] + Self.text, in: place.path)
    #expect(made.status == 0, "\(made.all)")
    #expect(made.output.contains("runs/tiny.tokens/stories: 120 documents"), "\(made.all)")
    #expect(made.output.contains("\"kind\": \"tokens\""), "\(made.all)")
    let before = try files()
    let again = try Executable.run(
      ["tokenize", "tiny.json", "--json", "--set", "threads=1"] + Self.text, in: place.path)
    #expect(again.status == 0, "\(again.all)")
    #expect(again.output.contains("\"documents\" : 120"), "\(again.all)")
    #expect(try files() == before)
    for (name, sources) in [("text", Self.text), ("tokens", Self.tokens)] {
      let run = try Executable.run(
        ["tiny.json", "--set", "name=\(name)"] + sources, in: place.path)
      #expect(run.status == 0, "\(run.all)")
    }
    #expect(try place.hashes("tokens", step: 6) == place.hashes("text", step: 6))
    let resumed = try Executable.run(
      ["--resume", "runs/tokens", "--set", "training.steps=8"], in: place.path)
    #expect(resumed.status == 0, "\(resumed.all)")
    let longer = try Executable.run(
      ["--resume", "runs/text", "--set", "training.steps=8"], in: place.path)
    #expect(longer.status == 0, "\(longer.all)")
    #expect(try place.hashes("tokens", step: 8) == place.hashes("text", step: 8))
    let check = try Executable.run(["tiny.json", "--check"] + Self.tokens, in: place.path)
    #expect(check.output.contains("stories: "), "\(check.all)")
    let plan = try Executable.run(["tiny.json", "--plan"] + Self.tokens, in: place.path)
    #expect(plan.status == 0, "\(plan.all)")
  }

  @Test func aRunThatCachesItsTextIsTheRunOfTheText() throws {
    let cached = Self.text + ["--set", "data.cache=always"]
    let check = try Executable.run(["tiny.json", "--check"] + cached, in: place.path)
    #expect(check.status == 0 && !check.output.contains("stories: "), "\(check.all)")
    #expect(!FileManager.default.fileExists(atPath: place.path + "/runs/tiny.tokens"))
    for (name, sources) in [("text", Self.text), ("cached", cached)] {
      let run = try Executable.run(
        ["tiny.json", "--set", "name=\(name)"] + sources, in: place.path)
      #expect(run.status == 0, "\(run.all)")
      #expect(run.all.contains("tokenizing stories") == (name == "cached"), "\(run.all)")
    }
    #expect(try place.hashes("cached", step: 6) == place.hashes("text", step: 6))
    // Shards that are there are taken, damaged ones made again.
    let shard = place.path + "/runs/cached.tokens/stories/tokens-00000.shard"
    let before = try Data(contentsOf: URL(filePath: shard))
    try before.dropLast(9).write(to: URL(filePath: shard))
    for name in ["text", "cached"] {
      let run = try Executable.run(
        ["--resume", "runs/\(name)", "--set", "training.steps=8"], in: place.path)
      #expect(run.status == 0, "\(run.all)")
    }
    #expect(try Data(contentsOf: URL(filePath: shard)).count > before.count - 9)
    #expect(try place.hashes("cached", step: 8) == place.hashes("text", step: 8))
    let curated = try Executable.run(
      ["tiny.json", "--check", "--set", "data.curation.exactDuplicates=true"] + cached,
      in: place.path)
    #expect(curated.status == 2 && curated.all.contains("data.cache"), "\(curated.all)")
  }

  @Test func whatCannotBeSaysWhy() throws {
    func expect(_ arguments: [String], _ status: Int32, _ part: String) throws {
      let result = try Executable.run(arguments, in: place.path)
      #expect(result.status == status && result.error.contains(part), "\(result.all)")
    }
    try expect(["tokenize", "tiny.json"], 2, "no source of text or JSON lines")
    try expect(
      ["tokenize", "tiny.json"] + Self.text + ["--set", "data.sources.stories.path=rows/*.csv"], 3,
      "rows/*.csv: no file matches: looked in the folder rows for *.csv")
    try expect(["tiny.json"] + Self.tokens, 3, "runs/tiny.tokens/stories: does not exist")
    let made = try Executable.run(["tokenize", "tiny.json"] + Self.text, in: place.path)
    #expect(made.status == 0, "\(made.all)")
    try expect(
      ["tiny.json"] + Self.tokens + ["--set", "tokenizer.path="], 3,
      "runs/tiny.tokens/stories: holds the tokens of a tokenizer that this run does not have")
    try expect(
      ["tokenize", "tiny.json", "--set", "tokenizer.vocabSize=270"] + Self.text, 3,
      "tokens-00000.shard: was made of other files, with another tokenizer or with other settings")
    let shard = place.path + "/runs/tiny.tokens/stories/tokens-00000.shard"
    var bytes = try Data(contentsOf: URL(filePath: shard))
    bytes[bytes.count / 3] ^= 4
    try bytes.write(to: URL(filePath: shard))
    try expect(["tiny.json"] + Self.tokens, 3, "tokens-00000.shard: is damaged: its tokens have")
    #expect(!place.exists("runs/tiny"))
  }
}
