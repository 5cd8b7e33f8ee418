internal import MotifCore

extension TokenizerFile {
  /// `tokenizer` as the text of a `tokenizer.json`, one token or merge a line, in order of ids.
  public static func json(_ tokenizer: ByteLevelBPE) -> String {
    let added = tokenizer.addedTokens.map { token in
      "{\"id\": \(token.id), \"content\": \(JSONNode.quoted(token.content)), \"single_word\": false, "
        + "\"lstrip\": false, \"rstrip\": false, \"normalized\": false, "
        + "\"special\": \(token.isSpecial)}"
    }
    let addedIDs = Set(tokenizer.addedTokens.map(\.id))
    var vocabulary: [String] = []
    for id in 0..<Int32(tokenizer.vocabularySize) where !addedIDs.contains(id) {
      let bytes = tokenizer.bytes(of: id)
      if !bytes.isEmpty {
        vocabulary.append("\(JSONNode.quoted(ByteAlphabet.spell(bytes))): \(id)")
      }
    }
    let merges = tokenizer.merges.map { merge in
      let left = JSONNode.quoted(ByteAlphabet.spell(tokenizer.bytes(of: merge.left)))
      return "[\(left), \(JSONNode.quoted(ByteAlphabet.spell(tokenizer.bytes(of: merge.right))))]"
    }
    return """
      {
        "version": "1.0", "truncation": null, "padding": null, "normalizer": null,
        "added_tokens": [
      \(lines(added))
        ],
        "pre_tokenizer": \(preTokenizer(tokenizer.preTokenizer)),
        "post_processor": null,
        "decoder": \(byteLevel(usesRegex: true)),
        "model": {
          "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
          "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
          "ignore_merges": \(tokenizer.ignoresMerges),
          "vocab": {
      \(lines(vocabulary))
          },
          "merges": [
      \(lines(merges))
          ]
        }
      }

      """
  }

  private static func lines(_ items: [String]) -> String {
    items.map { "      \($0)" }.joined(separator: ",\n")
  }

  private static func byteLevel(usesRegex: Bool) -> String {
    "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, "
      + "\"use_regex\": \(usesRegex)}"
  }

  private static func preTokenizer(_ preTokenizer: PreTokenizer) -> String {
    if preTokenizer == .gpt2 { return byteLevel(usesRegex: true) }
    return "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": "
      + "{\"Regex\": \(JSONNode.quoted(preTokenizer.pattern))}, \"behavior\": \"Isolated\", "
      + "\"invert\": false}, \(byteLevel(usesRegex: false))]}"
  }
}
