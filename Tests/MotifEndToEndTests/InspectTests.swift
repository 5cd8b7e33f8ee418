import Foundation
import MotifTestSupport
import Testing

/// `motif-train inspect`.
@Suite struct InspectTests {
  private static let config = """
    {"name": "talk", "output": ".", "seed": 2, "model": {"preset": "nano"},
     "tokenizer": {"vocabSize": 300}, "chat": {"template": "motif"},
     "training": {"batchSize": 4, "sequenceLength": 128, "steps": 2},
     "stages": [
       {"kind": "pretrain", "data": {"sources": [{"name": "d", "family": "chain", "documents": 40}]}},
       {"kind": "finetune", "name": "align",
        "data": {"sources": [{"name": "t", "kind": "tasks", "family": "chain", "documents": 60}]}}]}
    """

  private static func inspect(_ arguments: String...) throws -> (Workplace, Executable.Result) {
    let place = try Workplace()
    _ = try place.write("talk.json", config)
    return (place, try Executable.run(["inspect", "talk.json"] + arguments, in: place.path))
  }

  @Test(arguments: ["align", "2", "2-align"]) func showsTheSamplesOfAStage(_ stage: String) throws {
    let (place, found) = try Self.inspect("--stage", stage, "--rows", "2")
    #expect(found.status == 0, "\(found.all)")
    #expect(found.output.hasPrefix("2-align: 2 of 4 rows of the first batch"))
    #expect(found.output.contains("<|user|>") && found.output.contains("⟦"))
    #expect(found.output.contains("Answer: ") && found.error.contains("is not there yet"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.path).contains("talk") == false)
  }

  @Test func showsDocumentsOfTheFirstStageAndWritesPages() throws {
    let (place, found) = try Self.inspect("--html", "page.html", "--rows", "1")
    #expect(found.status == 0 && found.output.contains("page.html"), "\(found.all)")
    let page = try String(contentsOfFile: place.path + "/page.html", encoding: .utf8)
    #expect(page.contains("1-pretrain: 1 of 4 rows") && page.contains("<mark"))
  }

  @Test func tooFewTokensForABatchAreASentence() throws {
    let (_, found) = try Self.inspect(
      "--set", "data.mixture.onExhausted=stop", "--set", "training.batchSize=512")
    #expect(found.status == 3 && found.error.contains("too few tokens for the first batch"))
  }

  @Test func namesTheStagesThereAre() throws {
    let (_, found) = try Self.inspect("--stage", "aling")
    #expect(found.status == 2 && found.error.contains("there are 1-pretrain, 2-align"))
  }
}
