import Foundation
import MotifCore
import Testing

@testable import MotifTrainer

@Suite struct ConfigSchemaTests {
  @Test func everyPropertyHasARowAndEveryRowAProperty() {
    var sections = 0
    func visit(_ section: ConfigSection, _ path: String) {
      sections += 1
      let names = section.fields.map(\.name)
      #expect(Set(names).count == names.count, "\(path)")
      let fixed: Set = [
        "extends", "architectures", "model_type", "rope_scaling", "sliding_window",
      ]
      #expect(
        Set(names).subtracting(fixed)
          == Set(section.defaults.members.map(\.key)).subtracting(fixed), "\(path)")
      for field in section.fields {
        #expect(field.documentation.hasSuffix("."), "\(path).\(field.name)")
        switch field.type {
        case .section(let inner), .list(of: .section(let inner)):
          visit(inner, "\(path).\(field.name)")
        default: break
        }
      }
    }
    visit(ConfigSchema.root, "")
    #expect(sections == 19)
  }

  @Test func kindsAreWordsOfTheSection() {
    for section in [
      ConfigSchema.optimizer, ConfigSchema.schedule, ConfigSchema.source, ConfigSchema.split,
      ConfigSchema.residualScale,
    ] {
      guard case .choice(let kinds)? = section["kind"]?.type else {
        Issue.record("a section without kinds")
        continue
      }
      #expect(section.hasKinds)
      for field in section.fields { #expect(Set(field.kinds).isSubset(of: kinds), "\(field.name)") }
    }
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
