import Foundation
import Testing

/// Files of users as sources of a run: what is passed over, how they are named, where they lie.
@Suite struct SourceFileTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
  }

  private func source(_ path: String, _ more: String = "") -> String {
    "data.sources=[{\"name\":\"stories\",\"kind\":\"jsonLines\",\"path\":\"\(path)\"\(more)},"
      + "{\"name\":\"arithmetic\",\"family\":\"arithmetic\",\"documents\":60}]"
  }

  private func rows(_ odd: [String]) -> String {
    ((0..<40).map { "{\"text\": \"It is row \($0) of the file.\"}" } + odd)
      .joined(separator: "\n") + "\n"
  }

  private func folder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: place.path + "/" + name, withIntermediateDirectories: true)
  }

  @Test func passedOverRowsAreSaidAndKept() throws {
    try place.write("d.jsonl", rows(["{\"text\": \"\"}", "{\"text\": \"half}", "{\"txt\": 1}"]))
    let stopped = try Executable.run(["tiny.json", "--set", source("d.jsonl")], in: place.path)
    #expect(stopped.status == 3, "\(stopped.all)")
    #expect(stopped.error.contains("d.jsonl:42:10: field \"text\": this text is never closed"))
    #expect(!place.exists("runs"))
    let skip = ["tiny.json", "--set", source("d.jsonl", ",\"onBadRow\":\"skip\"")]
    let passed =
      "1 row without text, in line 41; 2 broken rows, the first d.jsonl:42:10: field \"text\": "
    let trained = try Executable.run(skip, in: place.path)
    #expect(trained.status == 0, "\(trained.all)")
    #expect(trained.error.contains("stories: passed over \(passed)"), "\(trained.all)")
    let record = try String(contentsOfFile: place.path + "/runs/tiny/sources.json", encoding: .utf8)
    for part in ["\"empty\" : 1", "\"broken\" : 2", "d.jsonl:42:10: field", "\"arithmetic\""] {
      #expect(record.contains(part), "\(record)")
    }
    let check = try Executable.run(skip + ["--check"], in: place.path)
    #expect(check.output.contains("to validate; passed over \(passed)"), "\(check.all)")
  }

  @Test func aRunFindsItsFilesFromAnywhere() throws {
    try folder("recipes/data")
    try folder("elsewhere")
    try place.write("beside.jsonl", rows([]))
    try place.write("recipes/data/beside.jsonl", rows([]))
    let recipe = try String(contentsOfFile: place.path + "/tiny.json", encoding: .utf8)
    try place.write("recipes/tiny.json", recipe)
    // One path leads from the working folder, one from the folder of the config.
    for (name, config, path) in [
      ("a", "tiny.json", "./beside.jsonl"), ("b", "recipes/own.json", "data/beside.jsonl"),
    ] {
      let sources = source(path).dropFirst("data.sources=".count)
      try place.write(
        "recipes/own.json", "{\"extends\": \"tiny.json\", \"data\": {\"sources\": \(sources)}}")
      let own = name == "a" ? ["--set", source(path)] : []
      let started = try Executable.run([config, "--set", "name=\(name)"] + own, in: place.path)
      #expect(started.status == 0, "\(started.all)")
      let resumed = try Executable.run(
        ["--resume", "../runs/\(name)", "--set", "training.steps=6"],
        in: place.path + "/elsewhere")
      #expect(resumed.status == 0, "\(resumed.all)")
      try FileManager.default.moveItem(
        atPath: "\(place.path)/runs/\(name)", toPath: "\(place.path)/elsewhere/\(name)")
      let moved = try Executable.run(
        ["--resume", name, "--set", "training.steps=8"], in: place.path + "/elsewhere")
      #expect(moved.status == 0, "\(moved.all)")
    }
    try FileManager.default.removeItem(atPath: place.path + "/beside.jsonl")
    let lost = try Executable.run(["--resume", "elsewhere/a"], in: place.path)
    #expect(lost.status == 3, "\(lost.all)")
    #expect(
      lost.error.contains(
        "/beside.jsonl: does not exist; if it was moved, set data.sources.stories.path to its new "
          + "place"), "\(lost.all)")
    let found = try Executable.run(
      [
        "--resume", "elsewhere/a", "--set", "data.sources.stories.path=recipes/data/beside.jsonl",
      ], in: place.path)
    #expect(found.status == 0, "\(found.all)")
  }

  @Test func strangeNamesAreReadOrRefused() throws {
    try place.write("new\nline \u{1B}[31m.jsonl", rows([]))
    let good = source("new\\nline \\u001b[31m.jsonl")
    let checked = try Executable.run(["tiny.json", "--check", "--set", good], in: place.path)
    #expect(checked.status == 0, "\(checked.all)")
    try place.write("bad\nline \u{1B}[31m.jsonl", "{}")
    let refused = try Executable.run(
      ["tiny.json", "--check", "--set", source("bad\\nline \\u001b[31m.jsonl")], in: place.path)
    #expect(refused.status == 3, "\(refused.all)")
    #expect(
      refused.error.contains("bad\\nline \\u{1B}[31m.jsonl:1: has no field \"text\""),
      "\(refused.all)")
    for (key, value) in [
      ("data.sources.0.path", "tiny.json\\u0000.txt"), ("name", "a\\u0000b"),
      ("output", "runs\\u0000"), ("tokenizer.path", "\\u0000"),
    ] {
      let nul = try Executable.run(
        ["tiny.json", "--check", "--set", good, "--set", "\(key)=\"\(value)\""], in: place.path)
      #expect(nul.status == 2 && nul.error.contains("\(key): "), "\(nul.all)")
      #expect(nul.error.contains("NUL"), "\(nul.all)")
    }
  }
}
