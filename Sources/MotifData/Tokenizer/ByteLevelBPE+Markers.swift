extension ByteLevelBPE {
  /// The same tokenizer, to which the added tokens `ids` are special.
  ///
  /// Some files list the markers of their chat template as ordinary added tokens, which are found in
  /// any text; as special ones they are not found in content from outside.
  func treatingAsSpecial(_ ids: Set<Int32>) -> ByteLevelBPE {
    guard addedTokens.contains(where: { ids.contains($0.id) && !$0.isSpecial }) else { return self }
    let added = addedTokens.map { token in
      AddedToken(
        id: token.id, content: token.content, isSpecial: token.isSpecial || ids.contains(token.id),
        matching: token.matching)
    }
    return ByteLevelBPE(
      tokens: vocabulary.map { $0.isEmpty ? nil : $0 }, merges: merges, addedTokens: added,
      preTokenizer: preTokenizer, normalizer: normalizer, fallback: fallback, template: template,
      ignoresMerges: ignoresMerges)
  }
}
