import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Testing

@testable import MotifCommand

/// What a trained model writes: from where, and with which tokens.
@Suite("Writing") struct WritingTests {
  /// A folder with a model of `vocabulary` ids beside a tokenizer of `tokens`.
  private func writeModel(_ vocabulary: Int, tokens: Int) throws -> String {
    let path = TemporaryRoot.url
      .appendingPathComponent("writing-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var config = try #require(ModelPresets.named("nano-seed"))
    (config.layerCount, config.vocabSize) = (1, vocabulary)
    let model = try CausalLanguageModel(config, seed: 3)
    let tensors = config.parameterShapes.map {
      SafetensorsFile.Description(name: $0.name, type: .float32, shape: $0.shape)
    }
    try ShardPlan(tensors, limit: 1 << 30).write(to: path) { tensor, sink throws(FileError) in
      try sink.append(model.parameters[tensor.name]?.value.values ?? [])
    }
    try config.huggingFaceJSON.write(
      toFile: path + "/config.json", atomically: true, encoding: .utf8)
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = tokens
    let tokenizer = try BPETrainer.train(
      trainer, on: [Document(text: "one two three two one", domain: "d")])
    try TokenizerFile.save(tokenizer, to: path + "/tokenizer.json")
    return path
  }

  @Test("a padded embedding writes only the tokenizer's ids")
  func paddedVocabulary() throws {
    let path = try writeModel(600, tokens: 258)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var arguments = Command.GenerateArguments()
    (arguments.run, arguments.prompt, arguments.tokens, arguments.temperature) = (
      path, "one", 40, 5
    )
    var parts: [String] = []
    let writer = try RunWriter(arguments) { _ in }
    let written = try writer.write(sample: 0) { parts.append($0) }
    #expect(writer.prompt == "one" && parts.joined() == written.text && written.tokenCount <= 40)
    #expect(written.stop == (written.tokenCount == 40 ? .length : .endOfText))
    // Nearly every token is a byte, and many are no text: the others are handed on all the same.
    #expect(parts.joined().contains("\u{FFFD}") && parts.count > 20, "\(parts)")
  }

  @Test("text without a prompt is the text after the token between documents")
  func fromTheStart() throws {
    let path = try writeModel(300, tokens: 262)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let trained = try TrainedModel(run: path)
    let start = try #require(trained.tokenizer.endToken)
    let bare = try trained.generate(tokens: 12)
    #expect(bare.text == (try trained.generate(start.content, tokens: 12).text))
    #expect(bare.promptTokenCount == 0 && bare.unreadTokenCount == 0 && "\(bare)" == bare.text)
  }

  @Test("a prompt longer than the context is cut and told")
  func longPrompts() throws {
    let path = try writeModel(300, tokens: 262)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let trained = try TrainedModel(run: path)
    let context = trained.model.config.maxPositionEmbeddings
    let prompt = String(repeating: "q", count: context + 9)
    let written = try trained.generate(prompt, tokens: 5)
    #expect(written.promptTokenCount == context + 9 && written.unreadTokenCount == 13)
    let told = try #require(written.shortfall(context: context))
    #expect(told.contains("has \(context + 9) tokens") && told.contains("its first 13 were cut"))
    #expect(try trained.generate("one", tokens: 2).shortfall(context: context) == nil)
  }

  @Test("a tokenizer with more ids than the model is refused by name")
  func tooManyTokens() throws {
    let path = try writeModel(258, tokens: 262)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var arguments = Command.GenerateArguments()
    (arguments.run, arguments.prompt) = (path, "one")
    let error = #expect(throws: FileError.self) { try RunWriter(arguments) { _ in } }
    #expect(error?.path == path + "/tokenizer.json")
    #expect(error?.reason.contains("has 262 token ids") == true)
  }
}
