internal import MotifCore

/// Turns the text of a `tokenizer.json` into a tokeniser, or says in one sentence why not.
struct TokenizerBuilder {
  let file: TokenizerJSON

  /// Ids from here on are taken for damage.
  ///
  /// Tables are as long as the largest id, and a file of few tokens must not make them long.
  /// Published vocabularies leave at most some hundred ids unused.
  private var idLimit: Int {
    let added = file.root.member("added_tokens")?.node.elements.count ?? 0
    return min(1 << 22, 4096 + 4 * ((file.vocabulary?.count ?? 0) + added))
  }

  private static let modelForm = "an object of type BPE with vocab and merges"

  func build() throws(FileError) -> ByteLevelBPE {
    let model = try file.root.required("model", Self.modelForm)
    let hasFallback = try checkModel(model)
    let added = try addedTokens()
    let tokens = try tokens(of: model, added, hasFallback)
    var ids: [ContiguousArray<UInt8>: Int32] = [:]
    for (id, bytes) in tokens.enumerated() {
      if let bytes { ids[bytes] = Int32(id) }
    }
    try requireBytes(ids, of: model, hasFallback)
    return ByteLevelBPE(
      tokens: tokens, merges: try merges(ids, of: model, hasFallback), addedTokens: added,
      preTokenizer: hasFallback ? try noPreTokenizer() : try preTokenizer(),
      normalizer: try normalizer(), fallback: hasFallback ? try fallback(tokens, ids) : nil,
      template: try template(Set(added.map(\.id))), ignoresMerges: try model.flag("ignore_merges"))
  }

  /// Whether characters without a token become bytes.
  private func checkModel(_ model: TokenizerField) throws(FileError) -> Bool {
    guard case .object = model.node.value else { throw model.refusal(expected: Self.modelForm) }
    if let type = model.member("type"), try type.text("\"BPE\"") != "BPE" {
      throw type.refusal(expected: "\"BPE\"")
    }
    if let dropout = model.member("dropout"), dropout.node.double != 0 {
      throw dropout.refusal(expected: "null or 0")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let part = model.member(key), try !part.text("null or empty text").isEmpty {
        throw part.refusal(expected: "null or empty text")
      }
    }
    return try model.flag("byte_fallback")
  }

  private func addedTokens() throws(FileError) -> [AddedToken] {
    guard let list = file.root.member("added_tokens") else { return [] }
    var added: [AddedToken] = []
    for field in try list.elements("a list of objects") {
      let content = try field.required("content", "the token's text").text("the token's text")
      let id = try field.required("id", "the token's id").wholeNumber("the token's id")
      guard (0..<idLimit).contains(id), !content.isEmpty else {
        throw field.refusal("gives \(JSONNode.quoted(content)) the impossible id \(id)")
      }
      var matching = AddedToken.Matching()
      matching.takesSpaceBefore = try field.flag("lstrip")
      matching.takesSpaceAfter = try field.flag("rstrip")
      matching.isWholeWord = try field.flag("single_word")
      matching.isNormalized = try field.flag("normalized")
      added.append(
        AddedToken(
          id: Int32(id), content: content, isSpecial: try field.flag("special"),
          matching: matching))
    }
    if Set(added.map(\.id)).count < added.count {
      throw list.refusal("gives two tokens the same id")
    }
    return added
  }

  /// What merges to each id: nil where an id is unused or that of an added token alone.
  private func tokens(
    of model: TokenizerField, _ added: [AddedToken], _ hasFallback: Bool
  ) throws(FileError) -> [ContiguousArray<UInt8>?] {
    guard let vocabulary = file.vocabulary else {
      let expected = "an object of tokens and their ids"
      throw try model.required("vocab", expected).refusal(expected: expected)
    }
    let largest = vocabulary.map(\.id).max() ?? 0
    guard largest < idLimit else {
      throw fail(
        "model.vocab: the token id \(largest) is impossible, expected less than \(idLimit)")
    }
    var tokens = [ContiguousArray<UInt8>?](repeating: nil, count: max(0, largest) + 1)
    let addedIDs = Dictionary(
      added.map { (ExactText($0.content), Int($0.id)) }, uniquingKeysWith: { first, _ in first })
    for entry in vocabulary {
      let name = "model.vocab: the token \(JSONNode.quoted(entry.spelling))"
      let addedID = addedIDs[ExactText(entry.spelling)]
      guard let bytes = Self.bytes(entry.spelling, hasFallback), !bytes.isEmpty else {
        // Added tokens are listed under their text, which is no spelling.
        if addedID != nil { continue }
        throw fail("\(name) is not spelled in the byte-level alphabet")
      }
      if let addedID, addedID != entry.id { continue }
      guard entry.id >= 0, tokens[entry.id] == nil else {
        throw fail("\(name) has the id \(entry.id), which is negative or taken")
      }
      tokens[entry.id] = bytes
    }
    for token in added where tokens.indices.contains(Int(token.id)) {
      if let bytes = tokens[Int(token.id)], bytes != Self.bytes(token.content, hasFallback) {
        throw fail(
          "added_tokens: \(JSONNode.quoted(token.content)) has the id \(token.id) of another token")
      }
    }
    return tokens
  }

  private func requireBytes(
    _ ids: [ContiguousArray<UInt8>: Int32], of model: TokenizerField, _ hasFallback: Bool
  ) throws(FileError) {
    for byte in UInt8.min...UInt8.max {
      let spelling =
        hasFallback ? ByteFallback.spelling(byte) : ByteAlphabet.spell([byte])
      guard Self.bytes(spelling, hasFallback).flatMap({ ids[$0] }) == nil else { continue }
      throw fail(
        "model.vocab has no token for byte \(byte), expected \(JSONNode.quoted(spelling)): "
          + (hasFallback ? "model.byte_fallback needs all bytes" : "it is not byte-level"))
    }
  }

  private func merges(
    _ ids: [ContiguousArray<UInt8>: Int32], of model: TokenizerField, _ hasFallback: Bool
  ) throws(FileError) -> [TokenMerge] {
    guard let spelled = file.merges else {
      let expected = "a list of pairs of tokens"
      throw try model.required("merges", expected).refusal(expected: expected)
    }
    var merges: [TokenMerge] = []
    merges.reserveCapacity(spelled.count)
    for (rank, merge) in spelled.enumerated() {
      guard let left = Self.bytes(merge.left, hasFallback),
        let right = Self.bytes(merge.right, hasFallback), let leftID = ids[left],
        let rightID = ids[right], let result = ids[left + right]
      else {
        throw fail(
          "model.merges: merge \(rank) (\(JSONNode.quoted(merge.left + " " + merge.right))) does "
            + "not join two tokens of the vocabulary into a third")
      }
      merges.append(TokenMerge(left: leftID, right: rightID, result: result))
    }
    return merges
  }

  func fail(_ reason: String) -> FileError { FileError(path: file.root.file, reason: reason) }

  /// The bytes that merge to the token of that spelling: those of the alphabet, or of the text.
  private static func bytes(_ spelling: String, _ hasFallback: Bool) -> ContiguousArray<UInt8>? {
    hasFallback ? ContiguousArray(spelling.utf8) : ByteAlphabet.bytes(spelling)
  }
}
