import Foundation
import MotifData
import Testing

/// `motif-train synth`, from a family to a file.
@Suite final class SynthCommandTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func synth(_ arguments: String...) throws -> Executable.Result {
    try Executable.run(["synth"] + arguments, in: place.path)
  }

  private func rows(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      let found = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(found as? [String: Any], "\(line)")
    }
  }

  @Test func aFileOfTasksIsRightAndTheSameAgain() throws {
    let arguments = ["--family", "zebra", "--level", "3", "--count", "200", "--seed", "7", "--out"]
    let first = try Executable.run(["synth"] + arguments + ["a.jsonl"], in: place.path)
    #expect(first.status == 0 && first.output == "a.jsonl: 200 tasks of zebra\n", "\(first.all)")
    let again = try Executable.run(["synth"] + arguments + ["b.jsonl", "--json"], in: place.path)
    #expect(again.status == 0 && again.output.contains("\"tasks\" : 200"), "\(again.all)")
    let files = try ["a.jsonl", "b.jsonl"].map {
      try String(contentsOfFile: place.path + "/" + $0, encoding: .utf8)
    }
    #expect(files[0] == files[1])
    let zebra = try TaskGenerators.named("zebra")
    let rows = try rows(files[0])
    #expect(rows.count == 200)
    for row in rows {
      let seed = try #require((row["seed"] as? NSNumber)?.uint64Value)
      let item = zebra.sample(seed: seed, level: 3)
      #expect(row["prompt"] as? String == item.prompt && row["level"] as? Int == 3)
      #expect(zebra.verify(try #require(row["completion"] as? String), item) == 1)
    }
  }

  @Test func linesGoToTheStandardOutputWithoutAFile() throws {
    let result = try synth("--family", "modular(chain)", "--count", "12")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.all)")
    let rows = try rows(result.output)
    #expect(rows.count == 12 && Set(rows.compactMap { $0["level"] as? Int }).count == 6)
  }

  @Test func familiesAreListed() throws {
    let result = try synth("--list")
    #expect(result.status == 0, "\(result.all)")
    for family in TaskGenerators.all { #expect(result.output.contains(family.name + " ")) }
    #expect(try synth("--list", "--json").output.contains("\"families\""))
  }

  @Test(arguments: [
    (["--family", "zebar"], "did you mean zebra?"),
    (["--family", "zebra", "--level", "9"], "--level 9: zebra has the levels 1 to 4"),
    (["--family", "chain(reading)"], "the answers of reading are no numbers"),
    ([], "synth needs --family NAME"),
  ]) func mistakesAreExplained(_ arguments: [String], _ part: String) throws {
    let result = try Executable.run(["synth", "--out", "x.jsonl"] + arguments, in: place.path)
    #expect(result.status == 2 && result.error.contains(part), "\(result.all)")
    #expect(!place.exists("x.jsonl"))
  }

  @Test func aFolderThatDoesNotExistIsNamed() throws {
    let result = try synth("--family", "chain", "--out", "none/x.jsonl")
    #expect(result.status == 3 && result.error.contains("none/x.jsonl"), "\(result.all)")
  }
}
