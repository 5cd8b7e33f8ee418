import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifOptimizer
import MotifConfig
import MotifTestSupport
import Testing

@Suite struct ConfigFileTests {
  /// A folder of files that is removed afterwards.
  private static func withFiles(
    _ files: [String: String], _ body: (String) throws -> Void
  ) throws {
    let folder = TemporaryRoot.url
      .appendingPathComponent("config-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let url = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    try body(folder.path)
  }

  private static let base = """
    {"seed": 5, "optimizer": {"kind": "adamw", "beta1": 0.8},
     "data": {"sources": [{"name": "a", "kind": "text", "path": "a.txt"}]},
     "training": {"steps": 3}}
    """

  @Test func filesExtendFiles() throws {
    try Self.withFiles([
      "base/base.json": Self.base, "base/a.txt": "text",
      "child.json": """
      {"extends": "base/base.json",
       "optimizer": {"beta1": 0.7}, "training": {"tokens": 70000}}
      """,
      "grandchild.json": "{\"extends\": \"child.json\", \"seed\": 6}",
    ]) { folder in
      let resolved = try ConfigLoader.load(path: folder + "/grandchild.json")
      let config = resolved.config
      #expect(config.name == "grandchild")
      #expect(config.seed == 6 && config.optimizer.kind == .adamw && config.optimizer.beta1 == 0.7)
      #expect(config.training.steps == 0 && config.training.tokens == 70000)
      // Paths belong to the file that names them.
      #expect(config.data.sources[0].path == folder + "/base/a.txt")
      let origin = resolved.origins.first { $0.key == "optimizer.beta1" }?.origin
      #expect(origin == .file(path: folder + "/child.json", line: 2, column: 25))
    }
  }

  @Test func pathsFallBackToTheWorkingFolder() throws {
    try Self.withFiles(["base.json": Self.base]) { folder in
      for (overrides, expected) in [([], "a.txt"), (["data.sources.a.path=/b.txt"], "/b.txt")] {
        let resolved = try ConfigLoader.load(path: folder + "/base.json", overrides: overrides)
        #expect(resolved.config.data.sources[0].path == expected)
      }
    }
  }

  @Test func circlesAreRefused() throws {
    try Self.withFiles([
      "one.json": "{\"extends\": \"two.json\"}", "two.json": "{\"extends\": \"./one.json\"}",
      "self.json": "{\"extends\": \"self.json\"}",
    ]) { folder in
      for (name, last, target) in [
        ("one.json", "two.json", "./one.json"), ("self.json", "self.json", "self.json"),
      ] {
        let error = #expect(throws: ConfigErrors.self) {
          try ConfigLoader.load(path: "\(folder)/\(name)")
        }
        #expect(
          error?.description
            == "\(folder)/\(last):1:13: extends: is \"\(target)\", which leads back to this file")
      }
    }
  }

  @Test func mistakesInTheBaseNameTheBase() throws {
    try Self.withFiles([
      "base.json": "{\"sed\": 1}",
      "child.json": "{\"extends\": \"base.json\", \"training\": {\"steps\": 0}}",
    ]) { folder in
      let error = #expect(throws: ConfigErrors.self) {
        try ConfigLoader.load(path: folder + "/child.json")
      }
      #expect(
        error?.issues.map(\.description) == [
          "\(folder)/base.json:1:2: sed: there is no such key; did you mean \"seed\"?",
          "\(folder)/child.json:1:1: data.sources: needs at least one source",
          "\(folder)/child.json:1:38: training: needs steps or tokens",
        ])
    }
  }

  @Test func missingFile() {
    let error = #expect(throws: ConfigErrors.self) {
      try ConfigLoader.load(path: "/no/such.json")
    }
    #expect(error?.description == "/no/such.json: there is no such file")
  }

  @Test(arguments: ["quickstart", "shakespeare-gsm8k"]) func shippedRecipes(_ name: String) throws {
    let resolved = try ConfigLoader.load(path: Repository.recipe("\(name).json"))
    let config = resolved.config
    #expect(config.name == name)
    #expect(config.optimizer.kind == .muonClip)
    #expect(config.model.config.vocabSize == config.tokenizer.vocabSize)
    #expect(config.data.sources.count == (name == "quickstart" ? 5 : 2))
    #expect(config.data.mixture.knots.count > 1)
    // Only relative paths are written in another way, from the root.
    let again = try ConfigLoader.load(text: resolved.json, file: "again.json")
    #expect(again.json == resolved.json)
    #expect(
      again.config.data.sources.map(\.path)
        == config.data.sources.map { PathText.absolute($0.path) })
  }
}
