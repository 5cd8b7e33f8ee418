import Foundation
import Testing

/// A stage that asks what the model can do, as part of a run.
@Suite(.serialized) final class EvaluateStageTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 2)
  }

  private func write(_ stages: String) throws {
    try place.write("staged.json", "{\"extends\": \"tiny.json\", \"stages\": [\(stages)]}")
  }

  private let asking =
    #"{"kind": "evaluate", "evaluation": {"tasks": ["chain", "zebra"], "limit": 2}}"#

  private func run(_ arguments: String..., status: Int32 = 0) throws -> Executable.Result {
    let result = try Executable.run(arguments, in: place.path)
    #expect(result.status == status, "\(arguments): \(result.all)")
    return result
  }

  private func object(_ file: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: place.path + "/" + file))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func theLastStageTellsItsResults() throws {
    try write(#"{"kind": "pretrain"}, "# + asking)
    let checked = try run("staged.json", "--check")
    #expect(checked.output.contains("asks chain: 2, zebra: 2"), "\(checked.all)")
    let planned = try run("staged.json", "--plan")
    #expect(planned.output.contains("asks chain: 2, zebra: 2"), "\(planned.all)")
    let result = try run("staged.json")
    #expect(result.output.contains("chain, exact_match"), "\(result.all)")
    let folder = "runs/staged/stages/2-evaluate"
    let results = try object(folder + "/results.json")
    #expect(results["isComplete"] as? Bool == true)
    #expect((results["tasks"] as? [[String: Any]])?.count == 2)
    let page = try String(contentsOfFile: place.path + "/\(folder)/report.html", encoding: .utf8)
    #expect(page.contains("<th scope=\"row\">zebra</th><td class=\"words\">cell_accuracy</td>"))
    // Nothing is left to do, and the results are told again.
    let again = try run("--resume", "runs/staged")
    #expect(again.output == result.output, "\(again.all)")
    #expect(try run("generate", "runs/staged", "--tokens", "2").status == 0)
  }

  @Test func theStageBehindStartsFromTheWeightsBefore() throws {
    try write(#"{"kind": "pretrain"}, \#(asking), {"kind": "pretrain", "name": "more"}"#)
    _ = try run("staged.json")
    #expect(place.exists("runs/staged/stages/2-evaluate/results.json"))
    try write(#"{"kind": "pretrain"}, {"kind": "pretrain", "name": "more"}"#)
    _ = try run("staged.json", "--set", "name=plain")
    func weights(_ stage: String) throws -> Data {
      let path = "\(place.path)/runs/\(stage)/checkpoints/step-00000002/model.safetensors"
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(
      try weights("staged/stages/3-more") == weights("plain/stages/2-more"))
  }

  @Test func whatIsUnfinishedGoesOn() throws {
    try write(#"{"kind": "pretrain"}, "# + asking)
    let whole = try run("staged.json").output
    let folder = "\(place.path)/runs/staged/stages/2-evaluate"
    try FileManager.default.removeItem(atPath: folder + "/results.json")
    let samples = folder + "/zebra.samples.jsonl"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: samples))
    try bytes.dropLast(9).write(to: URL(fileURLWithPath: samples))
    #expect(try run("--resume", "runs/staged").output == whole)
    #expect(try Data(contentsOf: URL(fileURLWithPath: samples)) == bytes)
  }

  @Test func stagesThatCannotAskAreRefused() throws {
    for (stages, part) in [
      (
        #"{"kind": "pretrain"}, {"kind": "evaluate"}"#, "evaluation.tasks: is empty; name the tasks"
      ),
      (asking, "initialization.from: is empty; an evaluate stage that comes first"),
      (
        #"{"kind": "pretrain"}, {"kind": "evaluate", "training": {"steps": 3}}"#,
        "is a key of kind \"pretrain\" or \"finetune\", but kind is \"evaluate\""
      ),
    ] {
      try write(stages)
      let result = try run("staged.json", "--check", status: 2)
      #expect(result.error.contains(part), "\(result.all)")
    }
    try write(#"{"kind": "pretrain"}, {"kind": "evaluate", "evaluation": {"tasks": ["chian"]}}"#)
    let result = try Executable.run(["staged.json", "--check"], in: place.path)
    #expect(result.status != 0 && result.error.contains("did you mean chain?"), "\(result.all)")
  }
}
