import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifConfig

/// The article of all config keys says what the schema says.
@Suite struct ConfigArticleTests {
  private static let path =
    "Sources/MotifConfig/MotifConfig.docc/ConfigKeys.md"

  @Test func articleIsWhatTheSchemaTells() throws {
    let file = Repository.root.appendingPathComponent(Self.path)
    let text = ConfigArticle.text(ConfigSchema.reference)
    if ProcessInfo.processInfo.environment["MOTIF_WRITE_REFERENCE"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let written = try String(contentsOf: file, encoding: .utf8)
    #expect(written == text, "\(Self.path) is not what the schema tells: \(ConfigArticle.command)")
  }

  @Test func everyKeyIsTold() {
    let text = ConfigArticle.text(ConfigSchema.reference)
    for entry in ConfigSchema.reference.entries where !entry.path.hasPrefix("stages.N.") {
      let isHeading = text.contains("\n## \(entry.path)\n")
      #expect(isHeading || text.contains("\n- `\(entry.path)`: "), "\(entry.path)")
    }
    #expect(text.contains("\n- `stages.N.kind`: ") && !text.contains("`stages.N.seed`"))
  }

  @Test func textIsEscapedAndConditionsAreTold() {
    /// Settings whose texts hold signs of Markdown.
    struct Marked: ConfigSettings {
      struct Inner: ConfigSettings {
        var kind = "a"
        var size = 3

        static let fields = [
          ConfigField("kind", .choice(["a", "b"]), "Which of *two*."),
          ConfigField("size", .count, "How many <b>.", kinds: ["b"]),
        ]
      }
      var name = "x"
      var inner = Inner()

      static let fields = [
        ConfigField("name", .text, "A `name`."),
        ConfigField("inner", .section(of: Inner.self), "What is inside."),
      ]
    }
    let text = ConfigArticle.text(ConfigReference(root: Marked.section))
    #expect(text.contains(#"- `name`: A \`name\`. Takes text in double quotes. Default `"x"`."#))
    #expect(text.contains("## inner\n\nWhat is inside.\n\n- `inner.kind`: Which of \\*two\\*."))
    #expect(
      text.contains(
        #"`inner.size`: How many \<b\>. Takes a whole number of at least 1. Default `3`. "#
          + #"Only if inner.kind is "b"."#))
  }
}
