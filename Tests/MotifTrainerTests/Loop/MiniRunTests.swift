import Foundation
import MotifCore
import MotifReport
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// A whole run against the numbers that an independent script computes for it in float64.
@Suite("Golden mini-run") struct MiniRunTests {
  /// What a clock or the memory pool says, which no script knows.
  private static let unpredictable: Set = ["tokensPerSecond", "teraFLOPS", "peakBytes"]
  /// Float32 against float64 over six steps; the largest difference that was seen is 5e-7.
  private static let tolerance = 5e-6

  @Test("every number of metrics.jsonl is that of the script") func metrics() throws {
    let expected = try MetricsLog.read(Self.file("expected.jsonl"))
    let found = try Self.run()
    #expect(found.map(\.step) == expected.map(\.step) && expected.count > 3)
    for (record, wanted) in zip(found, expected) {
      let names = Set(record.fields.map(\.name)).subtracting(Self.unpredictable)
      #expect(names == Set(wanted.fields.map(\.name)), "step \(record.step)")
      for field in wanted.fields {
        let difference = Self.difference(record[field.name], field.value)
        #expect(difference <= Self.tolerance, "step \(record.step) \(field.name): \(difference)")
      }
    }
  }

  @Test("counts and learning rates are exact") func counts() throws {
    let expected = try MetricsLog.read(Self.file("expected.jsonl"))
    for (record, wanted) in zip(try Self.run(), expected) {
      for name in ["tokens", "validTokens", "clippedHeads", "mixture", "repeatedTokens"] {
        #expect(Self.difference(record[name], wanted[name]) == 0, "step \(record.step) \(name)")
      }
      for name in ["learningRate", "clippedFraction", "plannedMixture", "trainingFLOPs"] {
        #expect(Self.difference(record[name], wanted[name]) <= 4e-16, "\(record.step) \(name)")
      }
    }
  }

  /// `teraFLOPS = tokensPerSecond · FLOPs a token / 10¹²`, and the FLOPs of a step are counted beside it.
  @Test("speed in operations is speed in tokens times their cost") func speed() throws {
    let records = try Self.run()
    for (before, record) in zip(records, records.dropFirst()) {
      func step(_ name: String) throws -> Double {
        try #require(record.number(name)) - #require(before.number(name))
      }
      let cost = try step("trainingFLOPs") / step("tokens")
      let wanted = try #require(record.number("tokensPerSecond")) * cost / 1e12
      let found = try #require(record.number("teraFLOPS"))
      #expect(abs(found / wanted - 1) < 1e-12, "step \(record.step)")
    }
  }

  @Test("a number that is off is seen") func aWrongNumberIsSeen() {
    #expect(Self.difference(.number(1.0001), .number(1)) > Self.tolerance)
    #expect(Self.difference(.list([1, 2]), .list([1, 2, 3])) == .infinity)
    #expect(Self.difference(.list([1, 2.1]), .list([1, 2])) > Self.tolerance)
    #expect(Self.difference(.table([.init("a", 1)]), .table([.init("b", 1)])) == .infinity)
    #expect(Self.difference(nil, .number(0)) == .infinity && Self.difference(nil, nil) == 0)
    #expect(Self.difference(.number(.nan), .number(1)) == .infinity)
  }

  /// The folder of other golden files may lack the run.
  private static func file(_ name: String) -> String {
    let other = Fixtures.folder.appendingPathComponent("mini_run/\(name)").path
    return FileManager.default.fileExists(atPath: other)
      ? other : Repository.root.appendingPathComponent("Tests/Fixtures/mini_run/\(name)").path
  }

  /// The records of the run, trained anew.
  private static func run() throws -> [MetricsRecord] {
    let output = TemporaryRoot.path + "/mini-run-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    let config = try ConfigLoader.load(path: file("config.json"), overrides: ["output=\(output)"])
    let trained = try TrainingRun(config, output: .silent, signals: .deaf).start()
    return try MetricsLog.read(trained.folder.metricsPath)
  }

  /// The largest difference of two values, relative to numbers above 1; infinite for other shapes.
  private static func difference(
    _ found: MetricsRecord.Value?, _ wanted: MetricsRecord.Value?
  ) -> Double {
    let (found, wanted) = (numbers(found), numbers(wanted))
    guard Set(found.keys) == Set(wanted.keys) else { return .infinity }
    return wanted.map { name, value in
      let difference = abs((found[name] ?? .nan) - value) / max(1, abs(value))
      return difference.isNaN ? .infinity : difference
    }.max() ?? 0
  }

  /// The numbers of a value by place.
  private static func numbers(_ value: MetricsRecord.Value?) -> [String: Double] {
    switch value {
    case .number(let number): ["": number]
    case .integer(let number): ["": Double(number)]
    case .list(let list):
      Dictionary(uniqueKeysWithValues: list.enumerated().map { ("\($0)", $1) })
    case .table(let rows): Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.value) })
    case .text, nil: [:]
    }
  }
}
