import Foundation
import MotifTestSupport
import Testing

@testable import MotifData

private struct EncodeCase: Decodable {
  var text: String
  var ids: [Int32]
}

private struct DecodeCase: Decodable {
  var ids: [Int32]
  var text: String
  var text_skip_special: String
}

/// Encoding and decoding equal Hugging Face's tokenizers on recorded texts.
@Suite struct TokenizerGoldenTests {
  private func file(_ folder: String, _ name: String) -> URL {
    Fixtures.folder.appendingPathComponent(folder).appendingPathComponent(name)
  }

  private func cases<T: Decodable>(_ folder: String, _ name: String) throws -> [T] {
    let cases = try JSONDecoder().decode([T].self, from: Data(contentsOf: file(folder, name)))
    try #require(!cases.isEmpty)
    return cases
  }

  @Test(arguments: ["tokenizer", "tokenizer_gpt2"])
  func encodesLikeTheRecording(folder: String) throws {
    let tokenizer = try TokenizerFile.load(file(folder, "tokenizer.json").path)
    var encoder = ByteLevelBPE.Encoder(tokenizer)
    for item: EncodeCase in try cases(folder, "encode.json") {
      #expect(tokenizer.encode(item.text) == item.ids, "\(item.text.debugDescription)")
      var cached: [Int32] = []
      encoder.encode(item.text, into: &cached)
      #expect(cached == item.ids, "with a cache: \(item.text.debugDescription)")
      #expect(Array(tokenizer.decode(item.ids).utf8) == Array(item.text.utf8))
    }
  }

  @Test(arguments: ["tokenizer", "tokenizer_gpt2"])
  func decodesLikeTheRecording(folder: String) throws {
    let tokenizer = try TokenizerFile.load(file(folder, "tokenizer.json").path)
    for item: DecodeCase in try cases(folder, "decode.json") {
      #expect(Array(tokenizer.decode(item.ids).utf8) == Array(item.text.utf8), "\(item.ids)")
      let skipped = tokenizer.decode(item.ids, skipSpecial: true)
      #expect(Array(skipped.utf8) == Array(item.text_skip_special.utf8), "\(item.ids)")
    }
  }

  @Test(arguments: ["tokenizer", "tokenizer_gpt2"])
  func aWrittenFileReadsBackTheSame(folder: String) throws {
    let tokenizer = try TokenizerFile.load(file(folder, "tokenizer.json").path)
    let path = TemporaryRoot.url
      .appendingPathComponent("tokenizer-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try TokenizerFile.save(tokenizer, to: path)
    let again = try TokenizerFile.load(path)
    #expect(again.merges == tokenizer.merges)
    #expect(again.addedTokens == tokenizer.addedTokens)
    #expect(again.preTokenizer == tokenizer.preTokenizer)
    for item: EncodeCase in try cases(folder, "encode.json") {
      #expect(again.encode(item.text) == item.ids)
    }
  }
}
