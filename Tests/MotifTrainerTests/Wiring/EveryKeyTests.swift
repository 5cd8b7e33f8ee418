import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// A config key that changes nothing, or not what it says, is as bad as a missing one.
@Suite("Every config key changes what it says", .serialized) struct EveryKeyTests {
  private static let place = Result { try WiringPlace() }

  @Test("the table has a case for every key of the schema, and no other") func everyKeyHasACase() {
    let gaps = KeyCase.gaps(KeyCase.all, in: ConfigSchema.root)
    #expect(gaps.isEmpty, "\(gaps.joined(separator: "\n"))")
    #expect(KeyCase.all.count > 100)
  }

  @Test("a new key without a case is seen") func aNewKeyIsSeen() {
    let training = ConfigSection(
      defaults: JSONNode(.object([])), [ConfigField("planted", .bool, "A new key.")])
    let root = ConfigSection(
      defaults: JSONNode(.object([])),
      [
        ConfigField("seed", .countOrZero, "A key with a case."),
        ConfigField("training", .section(training), "A section."),
        ConfigField("list", .list(of: .section(training)), "A list of sections."),
      ])
    let cases = [KeyCase("seed", "seed=1", changes: .tokenizer), KeyCase("old", "old=1")]
    #expect(
      KeyCase.gaps(cases, in: root) == [
        "training.planted has no case: add one that says what changes with it to KeyCase.all",
        "list.N.planted has no case: add one that says what changes with it to KeyCase.all",
        "old has a case, but is no key", "the case of old sees nothing change",
      ])
  }

  @Test(arguments: KeyCase.head) func head(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.model) func model(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.initialization) func initialization(_ key: KeyCase) throws {
    try check(key)
  }
  @Test(arguments: KeyCase.tokenizer) func tokenizer(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.data) func data(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.training) func training(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.optimizer) func optimizer(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.precision) func precision(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.schedule) func schedule(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.evaluation) func evaluation(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.generation) func generation(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.checkpoint) func checkpoint(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.safety) func safety(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.logging) func logging(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.parallel) func parallel(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.stages) func stages(_ key: KeyCase) throws { try check(key) }

  @Test(arguments: KeyCase.chat) func chat(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.selection) func selection(_ key: KeyCase) throws { try check(key) }
  @Test(arguments: KeyCase.rejection) func rejection(_ key: KeyCase) throws { try check(key) }

  @Test("every group of key cases has its test") func everyGroupIsRun() throws {
    func text(_ name: String) throws -> String {
      try String(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: name),
        encoding: .utf8)
    }
    let list = try #require(
      text("KeyCases.swift").components(separatedBy: "static let all: [KeyCase] =").last?
        .components(separatedBy: "\n\n").first)
    let groups = list.split { " +\n".contains($0) }
    #expect(groups.count > 15)
    let tests = try text("EveryKeyTests.swift")
    for group in groups {
      #expect(tests.contains("(arguments: KeyCase.\(group))"), "\(group) is in no test")
    }
  }

  private func check(_ key: KeyCase) throws {
    let found = try Self.faults(key)
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  @Test("a key that changes nothing, or too much, is seen") func anIgnoredKeyIsSeen() throws {
    let same = KeyCase("seed", "seed=3", changes: .tokenizer, keeps: [.weights("model")])
    #expect(try Self.faults(same) == ["tokenizer is the same after seed=3"])
    let other = KeyCase("seed", "seed=4", changes: .tokenizer, keeps: [.weights("q_proj")])
    #expect(try Self.faults(other) == [#"weights("q_proj") is another after seed=4"#])
    let refused = KeyCase("seed", "seed=-1", changes: .tokenizer)
    #expect(try Self.faults(refused).first?.hasPrefix("the run failed: ") == true)
  }

  /// What is not as `key` says, a sentence each.
  private static func faults(_ key: KeyCase) throws -> [String] {
    let run = WiringRun(place: try place.get())
    func observe() -> [[KeyCase.Trait: String]] {
      [key.given, key.given + key.change].map { run.observe(key.changes + key.keeps, $0) }
    }
    // The number of threads is the process's.
    let seen =
      key.changes.contains(.threads) ? withThreadCounts([1]) { _ in observe() }[0] : observe()
    let told = key.change.joined(separator: " ")
    if !(key.changes + key.keeps).contains(.failure),
      let failure = seen.compactMap({ $0[.failure] }).first
    {
      return ["the run failed: \(failure)"]
    }
    return key.changes.filter { seen[0][$0] == seen[1][$0] }.map {
      "\($0) is the same after \(told)"
    }
      + key.keeps.filter { seen[0][$0] != seen[1][$0] }.map { "\($0) is another after \(told)" }
  }
}
