internal import MotifCore

extension TokenizerFile {
  /// `tokenizer` as the text of a `tokenizer.json`, one token or merge a line, in order of ids.
  public static func json(_ tokenizer: ByteLevelBPE) -> String {
    func spelled(_ id: Int32) -> String {
      let bytes = tokenizer.vocabulary[Int(id)]
      return JSONNode.quoted(
        tokenizer.fallback == nil
          ? ByteAlphabet.spell(bytes) : String(decoding: bytes, as: UTF8.self))
    }
    let vocabulary = (0..<Int32(tokenizer.vocabularySize))
      .filter { !tokenizer.vocabulary[Int($0)].isEmpty }.map { "\(spelled($0)): \($0)" }
    let merges = tokenizer.merges.map { "[\(spelled($0.left)), \(spelled($0.right))]" }
    return """
      {
        "version": "1.0", "truncation": null, "padding": null, "normalizer": \(normalizer(tokenizer.normalizer)),
        "added_tokens": [
      \(lines(tokenizer.addedTokens.map(added)))
        ],
        "pre_tokenizer": \(tokenizer.fallback == nil ? preTokenizer(tokenizer.preTokenizer) : "null"),
        "post_processor": \(postProcessor(tokenizer)),
        "decoder": \(tokenizer.fallback.map { decoder($0.decoding) } ?? byteLevel(usesRegex: true)),
        "model": {
          "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
          "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": \(tokenizer.fallback != nil),
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

  /// The SHA-256 of the text of `tokenizer`'s `tokenizer.json`: by it files of tokens name it.
  package static func sha256(_ tokenizer: ByteLevelBPE) -> String {
    Array(json(tokenizer).utf8).withUnsafeBytes { SHA256.digest($0) }
  }

  private static func lines(_ items: [String]) -> String {
    items.map { "      \($0)" }.joined(separator: ",\n")
  }
}
