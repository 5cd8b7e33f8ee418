import Foundation
import Testing

/// A vocabulary of another size than was asked for is told and recorded as it is.
@Suite(.serialized) final class VocabularySizeTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 2)
  }

  /// What the run `name` with `sets` says, and the two sizes in its config.
  private func run(
    _ name: String, _ sets: String...
  ) throws -> (said: String, tokenizer: Int, model: Int) {
    let arguments = ["tiny.json"] + (["name=\(name)"] + sets).flatMap { ["--set", $0] }
    let result = try Executable.run(arguments, in: place.path)
    try #require(result.status == 0, "\(result.all)")
    let file = URL(fileURLWithPath: "\(place.path)/runs/\(name)/config.json")
    let config = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let tokenizer = (config?["tokenizer"] as? [String: Any])?["vocabSize"] as? Int
    let model = (config?["model"] as? [String: Any])?["vocab_size"] as? Int
    return (result.error, try #require(tokenizer), try #require(model))
  }

  @Test("a text of few pairs gives fewer tokens, which is told and recorded")
  func fewPairs() throws {
    let few = try run("few", "tokenizer.vocabSize=50000")
    #expect(few.model < 50000 && few.tokenizer == few.model)
    let sentence = "the vocabulary has \(few.model) tokens, not the 50000 of tokenizer.vocabSize: "
    #expect(few.said.contains(sentence + "the text has no more pairs"), "\(few.said)")
    let enough = try run("enough")
    #expect(enough.model == 280 && enough.tokenizer == 280)
    #expect(!enough.said.contains("the vocabulary has"))
    let again = try Executable.run(
      ["--resume", "runs/few", "--set", "training.steps=3"], in: place.path)
    #expect(again.status == 0 && !again.all.contains("the vocabulary has"), "\(again.all)")
  }

  @Test("a tokenizer file decides, whatever was asked for beside it")
  func givenFile() throws {
    _ = try run("made")
    let path = "tokenizer.path=runs/made/tokenizer.json"
    for (name, asked) in [("more", 300), ("less", 270)] {
      let run = try run(name, path, "tokenizer.vocabSize=\(asked)")
      #expect(run.model == 280 && run.tokenizer == 280)
      #expect(
        run.said.contains(
          "the vocabulary has 280 tokens, not the \(asked) of tokenizer.vocabSize: "
            + "runs/made/tokenizer.json has that many"), "\(run.said)")
    }
    for (name, asked) in [("same", 280), ("open", 0)] {
      let run = try run(name, path, "tokenizer.vocabSize=\(asked)")
      #expect(run.model == 280 && run.tokenizer == 280)
      #expect(!run.said.contains("the vocabulary has"), "\(run.said)")
    }
  }
}
