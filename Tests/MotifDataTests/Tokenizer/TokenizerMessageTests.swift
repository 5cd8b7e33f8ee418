import Foundation
import MotifCore
import Testing

@testable import MotifData

/// What is said about a `tokenizer.json` that cannot be used: the file, the key path, what was
/// expected and where.
@Suite("Messages about tokenizer files") struct TokenizerMessageTests {
  private static let good: String = {
    var config = BPETrainer.Config()
    config.vocabularySize = 259
    let documents = [Document(text: "abab abab", domain: "d")]
    return (try? BPETrainer.train(config, on: documents)).map(TokenizerFile.json) ?? ""
  }()

  private func message(_ text: String) throws -> String {
    let file = try TemporaryFile(text)
    let error = #expect(throws: FileError.self) { try TokenizerFile.load(file.path) }
    let sentence = try #require(error).description
    #expect(sentence.hasPrefix(file.path + ": "))
    for word in ["CodingKey", "Decod", "Swift.", "debugDescription", "Optional("] {
      #expect(!sentence.contains(word), "\(sentence)")
    }
    return String(sentence.dropFirst(file.path.utf8.count + 2))
  }

  @Test(
    "a value that is wrong is named with its key path, its place and what was expected",
    arguments: [
      ("\"vocab\"", "\"vocal\"", "model.vocab is missing, expected an object of tokens"),
      ("\"merges\"", "\"merged\"", "model.merges is missing, expected a list of pairs of tokens"),
      ("\"model\"", "\"modal\"", "model is missing, expected an object of type BPE"),
      (
        "\"BPE\"", "\"Unigram\"",
        "model.type is \"Unigram\", expected \"BPE\" (line 10, column 13)"
      ),
      ("\"BPE\"", "7", "model.type is 7, expected \"BPE\" (line 10, column 13)"),
      (
        "\"a\": 97", "\"a\": \"97\"",
        "model.vocab.a: expected a whole number as the token's id (line"
      ),
      ("\"a\": 97", "\"a\": 97, \"a\": 98", "model.vocab.a: appears twice, first in line"),
      ("[\"a\", \"b\"]", "[\"a\", 1]", "model.merges: merge 0 is not two tokens; expected [\"a\""),
      ("[\"a\", \"b\"]", "\"a b c\"", "model.merges: merge 0 is not two tokens; expected [\"a\""),
      ("[\"a\", \"b\"]", "[\"a\", \"c\"]", "model.merges: merge 0 (\"a c\") does not join"),
      (
        "\"special\": true", "\"special\": 1",
        "added_tokens[0].special is 1, expected true or false"
      ),
      ("\"id\": 258", "\"id\": \"258\"", "added_tokens[0].id is \"258\", expected the token's id"),
      ("\"id\": 258, ", "", "added_tokens[0].id is missing, expected the token's id (line 4"),
      (
        "\"dropout\": null", "\"dropout\": 0.1",
        "model.dropout is 0.1, expected null or 0 (line 10"
      ),
      (
        "\"continuing_subword_prefix\": null", "\"continuing_subword_prefix\": \"##\"",
        "model.continuing_subword_prefix is \"##\", expected null or empty text"
      ),
      (
        "\"normalizer\": null", "\"normalizer\": {\"type\": \"Lowercase\"}",
        "normalizer.type is \"Lowercase\", expected NFC, NFD, Prepend, Replace or a Sequence of these"
      ),
      (
        "\"normalizer\": null",
        "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, {\"type\": 1}]}",
        "normalizer.normalizers[1].type is 1, expected NFC"
      ),
      (
        "\"normalizer\": null",
        "\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"a\"}, \"content\": \"b\"}",
        "normalizer.pattern has no String"
      ),
      (
        "\"behavior\": \"Isolated\"", "\"behavior\": \"Removed\"",
        "pre_tokenizer.pretokenizers[0].behavior is \"Removed\", expected \"Isolated\" (line 6"
      ),
      (
        "\"add_prefix_space\": false", "\"add_prefix_space\": true",
        "pre_tokenizer.pretokenizers[1] adds a space before the text; expected add_prefix_space false"
      ),
      (
        "\"type\": \"Split\"", "\"type\": \"Punctuation\"",
        "pre_tokenizer has more steps than can be taken, expected ByteLevel, behind Digits"
      ),
      (
        "\"post_processor\": null",
        "\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": "
          + "{\"id\": \"x\"}}], \"special_tokens\": {\"x\": {\"ids\": [5]}}}",
        "post_processor.special_tokens.x.ids[0] is 5, expected the id of an added token"
      ),
      (
        "\"byte_fallback\": false", "\"byte_fallback\": true",
        "model.vocab has no token for byte 0, expected \"<0x00>\": model.byte_fallback needs all bytes"
      ),
      ("\"a\": 97", "\"a\": 97,,", "model.vocab: expected a key in double quotes"),
      ("\"vocab\": {", "\"vocab\": [", "model.vocab: expected , or ], but found \":\""),
    ])
  func wrongValues(from: String, to: String, expected: String) throws {
    let range = try #require(Self.good.range(of: from), "\(from) is not in the file")
    let sentence = try message(Self.good.replacingCharacters(in: range, with: to))
    #expect(sentence.hasPrefix(expected), "\(sentence)")
  }

  @Test(
    "what is no JSON object is said to be none",
    arguments: [
      ("", "is not a tokenizer.json: expected an object (line 1, column 1)"),
      ("[1]", "is not a tokenizer.json: expected an object (line 1, column 1)"),
      ("{\"model\": ", "model: expected a value, but the file ends"),
      ("{\"model\": []}", "model is a list, expected an object of type BPE"),
      (
        "{\"added_tokens\": {}, \"model\": {\"vocab\": {}, \"merges\": []}}",
        "added_tokens is an object, expected a list of objects"
      ),
      ("{} {}", "is not a tokenizer.json: text follows the end of the value"),
    ])
  func noObject(text: String, expected: String) throws {
    let sentence = try message(text)
    #expect(sentence.hasPrefix(expected), "\(sentence)")
  }

  @Test(
    "what changes nothing is ignored",
    arguments: [
      ("\"normalizer\": null", "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": []}"),
      (
        "\"normalizer\": null",
        "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Sequence\", "
          + "\"normalizers\": []}]}"
      ),
      (
        "\"post_processor\": null",
        "\"post_processor\": {\"type\": \"ByteLevel\", \"trim_offsets\": false}"
      ),
      (
        "\"post_processor\": null",
        "\"post_processor\": {\"type\": \"Sequence\", \"processors\": []}"
      ),
      ("\"truncation\": null", "\"truncation\": {\"max_length\": 512}"),
      ("\"version\": \"1.0\"", "\"model_max_length\": 1e30"),
      ("\"dropout\": null", "\"dropout\": 0.0"),
      ("\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"\""),
      ("\"type\": \"BPE\", ", ""), ("{\n", "\u{FEFF}{\n"),
    ])
  func ignored(from: String, to: String) throws {
    let range = try #require(Self.good.range(of: from), "\(from) is not in the file")
    let file = try TemporaryFile(Self.good.replacingCharacters(in: range, with: to))
    let tokenizer = try TokenizerFile.load(file.path)
    #expect(tokenizer.normalizer == nil && tokenizer.template.isEmpty)
    #expect(tokenizer.encode("abab<|endoftext|>") == [257, 258])
  }
}
