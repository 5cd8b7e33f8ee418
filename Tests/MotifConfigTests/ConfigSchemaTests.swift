import Foundation
import MotifCore
import Testing

@testable import MotifConfig

@Suite struct ConfigSchemaTests {
  @Test func everyKeyIsToldEverywhere() throws {
    #expect(try Gaps.find(in: ConfigSchema.root).isEmpty)
    #expect(ConfigSchema.reference.entries.count > 100)
  }

  @Test func gapsAreFound() throws {
    /// Settings with keys that lack something, two of one name, and a property without a key.
    struct Patchy: ConfigSettings {
      var kind = "a"
      var lost = 1

      static let fields = [
        ConfigField("kind", .choice(["a", "b"]), "What it is."),
        ConfigField("bare", .bool, "half a sentence"),
        ConfigField("strange", .bool, "Of a kind that is none.", kinds: ["c"]),
        ConfigField("kind", .text, "Again."),
      ]
    }
    #expect(
      try Gaps.find(in: Patchy.section) == [
        "kind stands twice", "lost has no key", "kind cannot be \"c\"", "kind is in no schema",
        "bare is not explained", "bare has no default", "strange has no default",
        "kind is not told",
      ])
    let hidden = ConfigSchema.root.jsonSchema(title: "")["properties"]?["data"]
    #expect(try Gaps.find(in: ConfigSchema.root, schema: hidden).contains("seed is in no schema"))
    #expect(
      try Gaps.find(in: ConfigSchema.root, told: Patchy.section).contains("seed is not told"))
  }

  @Test func jsonSchemaIsJSONAndDescribesEverything() throws {
    let text = ConfigLoader.schema()
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    let properties = try #require(object["properties"] as? [String: Any])
    #expect(Set(properties.keys) == Set(ConfigSchema.root.fields.map(\.name)))
    let optimizer = try #require(properties["optimizer"] as? [String: Any])
    #expect(optimizer["additionalProperties"] as? Bool == false)
    #expect((optimizer["allOf"] as? [Any])?.count == 2)
    let keys = try #require(optimizer["properties"] as? [String: [String: Any]])
    #expect(keys["learningRate"]?["exclusiveMinimum"] as? Double == 0)
    #expect(keys["learningRate"]?["default"] as? Double == 2e-3)
    #expect(keys["kind"]?["enum"] as? [String] == ["adamw", "muon", "muonClip"])
    #expect(keys.values.allSatisfy { $0["description"] is String })
  }

  @Test func nearestNames() {
    let names = ["learningRate", "weightDecay", "beta1", "beta2"]
    #expect(NearestName.find("learningrate", in: names) == "learningRate")
    #expect(NearestName.find("learnignRate", in: names) == "learningRate")
    #expect(NearestName.find("beta3", in: names) == "beta1")
    #expect(NearestName.find("x", in: names) == "")
    #expect(NearestName.find(String(repeating: "a", count: 10_000), in: names) == "")
    #expect(NearestName.distance(Array("kitten"), Array("sitting")) == 3)
    #expect(NearestName.distance(Array("ab"), Array("ba")) == 1)
    #expect(NearestName.distance([], Array("abc")) == 3)
  }
}

/// What a schema forgets to say about its keys.
private enum Gaps {
  /// Keys that files of the model have beside those of the config.
  private static let fixed: Set = [
    "architectures", "model_type", "rope_scaling", "sliding_window",
  ]

  /// The gaps of `root`: in itself, in the JSON Schema `schema` and in the reference of `told`.
  static func find(
    in root: ConfigSection, schema: JSONNode? = nil, told: ConfigSection? = nil
  ) throws -> [String] {
    let written = schema ?? root.jsonSchema(title: "")
    // What a reader of the file sees.
    let text = try JSONScanner.parse(Array(written.text().utf8), file: "")
    let entries = ConfigReference(root: told ?? root).entries
    return find(
      in: root, defaults: root.defaults, schema: text,
      told: Dictionary(entries.map { ($0.path, $0.text) }) { first, _ in first }, path: "")
  }

  private static func find(
    in section: ConfigSection, defaults: JSONNode, schema: JSONNode, told: [String: String],
    path: String
  ) -> [String] {
    let names = section.fields.map(\.name)
    let kinds: [String] = if case .choice(let words)? = section["kind"]?.type { words } else { [] }
    var gaps = Set(names).sorted().filter { name in names.count { $0 == name } > 1 }
      .map { "\(path)\($0) stands twice" }
    gaps += defaults.members.map(\.key).filter { !names.contains($0) && !fixed.contains($0) }
      .map { "\(path)\($0) has no key" }
    gaps += Set(section.fields.flatMap(\.kinds)).subtracting(kinds).sorted()
      .map { "\(path)kind cannot be \"\($0)\"" }
    for field in section.fields {
      let key = path + field.name
      let standard = defaults[field.name] ?? section.defaults[field.name]
      let property = schema["properties"]?[field.name]
      let text = told[key] ?? ""
      if !field.documentation.hasSuffix(".") { gaps.append("\(key) is not explained") }
      // A section that nothing states has the defaults of its keys.
      let isSection = if case .section = field.type { true } else { false }
      let isOfFile = ["$schema", "extends"].contains(key)
      if standard == nil, !isOfFile, !isSection { gaps.append("\(key) has no default") }
      if property?["description"]?.string != field.documentation {
        gaps.append("\(key) is in no schema")
      }
      if !text.contains(field.documentation) || !text.contains(field.type.expectation) {
        gaps.append("\(key) is not told")
      }
      switch field.type {
      case .section(let inner):
        gaps += find(
          in: inner, defaults: standard ?? inner.defaults, schema: property ?? schema, told: told,
          path: key + ".")
      case .list(of: .section(let inner)):
        gaps += find(
          in: inner, defaults: inner.defaults, schema: property?["items"] ?? schema, told: told,
          path: key + ".N.")
      default:
        guard let standard else { break }
        if property?["default"]?.line != standard.line { gaps.append("\(key) is in no schema") }
        if !text.contains("default  \(standard.line)") { gaps.append("\(key) is not told") }
      }
    }
    return gaps
  }
}
