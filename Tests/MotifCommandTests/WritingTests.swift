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
    try RunWriter(folder: path) { _ in }.write(arguments) { parts.append($0) }
    #expect(parts.first == "one" && parts.last?.hasSuffix("\n") == true)
    // Nearly every token is a byte, and many are no text: the others are handed on all the same.
    #expect(parts.joined().contains("\u{FFFD}") && parts.count > 20, "\(parts)")
  }

  @Test("a tokenizer with more ids than the model is refused by name")
  func tooManyTokens() throws {
    let path = try writeModel(258, tokens: 262)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: FileError.self) { try RunWriter(folder: path) { _ in } }
    #expect(error?.path == path + "/tokenizer.json")
    #expect(error?.reason.contains("has 262 token ids") == true)
  }
}
