extension ByteLevelBPE {
  /// Names that published tokenizers give to the token that ends a document, the surest first.
  static let endNames = [
    "<|endoftext|>", "<|end_of_text|>", "<｜end▁of▁sentence｜>", "</s>", "<eos>", "<|eos|>", "[EOS]",
    "<|end|>",
  ]

  /// The token that ends a document: the added token of a usual name, else the only special one.
  ///
  /// Nil where neither is there: files begin their added tokens with padding or the begin of text as
  /// often as with the end, so a place in the list means nothing.
  public var endToken: AddedToken? {
    let usual = Self.endNames.lazy.compactMap { name in
      addedTokens.first { $0.content == name }
    }.first
    let special = addedTokens.filter(\.isSpecial)
    return usual ?? (special.count == 1 ? special[0] : nil)
  }

  /// Names that published tokenizers give to the token that begins a document, the surest first.
  private static let startNames = [
    "<|beginoftext|>", "<|begin_of_text|>", "<|startoftext|>", "<｜begin▁of▁sentence｜>", "<s>",
    "<bos>", "<|bos|>", "[BOS]",
  ]

  /// The token to write a document from its start: the added token of a usual name, else the end of
  /// the document before, ``endToken``.
  ///
  /// Throws ``DataError`` when there is neither.
  package func documentStart() throws(DataError) -> Int32 {
    let usual = Self.startNames.lazy.compactMap { id(of: $0) }.first
    guard let start = usual ?? endToken?.id else {
      throw .invalid(
        "a text without a prompt starts with the token that begins or ends documents, and none of "
          + "the tokenizer's added tokens has a usual name; give a prompt")
    }
    return start
  }

  /// Tokens before which writing ends: the special ones and the end of a document.
  public var stopTokens: Set<Int32> {
    Set(addedTokens.filter(\.isSpecial).map(\.id)).union(endToken.map { [$0.id] } ?? [])
  }

  /// The token that ends documents: the one called `name`, by default ``endToken``.
  ///
  /// Throws ``DataError`` when it is not there.
  public func documentEnd(named name: String?) throws(DataError) -> Int32 {
    if let name {
      guard let id = id(of: name) else {
        throw .invalid("the tokenizer has no added token \(name) to end documents with")
      }
      return id
    }
    guard let end = endToken else {
      let names = addedTokens.prefix(8).map(\.content).joined(separator: ", ")
      throw .invalid(
        "which of the tokenizer's added tokens ends documents? It has "
          + (names.isEmpty ? "none" : names) + ", but none of the usual names, such as "
          + Self.endNames.prefix(4).joined(separator: ", ") + "; name it as tokenizer.endOfText")
    }
    return end.id
  }
}
