import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

private struct InstructionGolden: Decodable {
  var id: Int
  var instruction_ids: [String]
  var response: String
  var strict: [Bool]
  var loose: [Bool]
}

private struct AggregateGolden: Decodable {
  var prompt_level_strict_acc: Double
  var prompt_level_loose_acc: Double
  var inst_level_strict_acc: Double
  var inst_level_loose_acc: Double
}

/// Verdicts equal those of lm-evaluation-harness.
@Suite struct InstructionGoldenTests {
  private struct Case {
    var golden: InstructionGolden
    var strict: [Bool]
    var loose: [Bool]
  }

  private func cases() throws -> [Case] {
    let goldens: [InstructionGolden] = try Fixtures.rows("ifeval/cases.jsonl")
    let path = Fixtures.folder.appendingPathComponent("ifeval/cases.jsonl").path
    let items = try InstructionItem.read(path).items
    try #require(items.count == goldens.count)
    return zip(goldens, items).map { golden, item in
      Case(
        golden: golden, strict: item.instructions.map { $0.isFollowed(by: golden.response) },
        loose: item.instructions.map { $0.isLooselyFollowed(by: golden.response) })
    }
  }

  @Test func verdictsEqualTheRecording() throws {
    var kinds = Set<String>()
    for found in try cases() {
      let golden = found.golden
      let label =
        "case \(golden.id): \(golden.instruction_ids), \(golden.response.debugDescription)"
      #expect(found.strict == golden.strict, "\(label)")
      #expect(found.loose == golden.loose, "\(label), loosely")
      kinds.formUnion(golden.instruction_ids)
    }
    #expect(kinds.isSubset(of: Instruction.Kind.allCases.map(\.rawValue)))
  }

  @Test func accuraciesEqualTheRecording() throws {
    let url = Fixtures.folder.appendingPathComponent("ifeval/aggregate.json")
    let golden = try JSONDecoder().decode(AggregateGolden.self, from: Data(contentsOf: url))
    let cases = try cases()
    func share(_ flags: [Bool]) -> Double {
      Double(flags.count { $0 }) / Double(flags.count)
    }
    #expect(share(cases.map { !$0.strict.contains(false) }) == golden.prompt_level_strict_acc)
    #expect(share(cases.map { !$0.loose.contains(false) }) == golden.prompt_level_loose_acc)
    #expect(share(cases.flatMap(\.strict)) == golden.inst_level_strict_acc)
    #expect(share(cases.flatMap(\.loose)) == golden.inst_level_loose_acc)
  }
}
