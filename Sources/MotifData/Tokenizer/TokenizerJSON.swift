internal import Foundation
internal import MotifCore

/// The parts of `tokenizer.json` that decide what byte-level BPE does.
struct TokenizerJSON: Decodable {
  struct Added: Decodable {
    var id: Int
    var content: String
    var special: Bool?
    var single_word: Bool?
    var lstrip: Bool?
    var rstrip: Bool?
  }

  struct Model: Decodable {
    var type: String?
    var vocab: [String: Int]
    var merges: [Merge]
    var dropout: Double?
    var continuing_subword_prefix: String?
    var end_of_word_suffix: String?
    var byte_fallback: Bool?
    var ignore_merges: Bool?
  }

  /// `["a", "b"]` or `"a b"`.
  struct Merge: Decodable {
    var parts: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      } else {
        parts = try container.decode([String].self)
      }
    }
  }

  struct Split: Decodable {
    var type: String
    var pretokenizers: [Split]?
    var pattern: [String: String]?
    var behavior: String?
    var invert: Bool?
    var add_prefix_space: Bool?
    var use_regex: Bool?
  }

  struct Normalizer: Decodable {
    var type: String
  }

  var added_tokens: [Added]?
  var normalizer: Normalizer?
  var pre_tokenizer: Split?
  var model: Model
}
