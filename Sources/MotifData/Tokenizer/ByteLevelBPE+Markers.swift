extension ByteLevelBPE {
  /// The same tokenizer, to which all its added tokens are special.
  ///
  /// Some files list the markers of their chat template as ordinary added tokens, which are found in
  /// any text; as special ones they are not found in content from outside.
  var withSpecialMarkers: ByteLevelBPE {
    guard addedTokens.contains(where: { !$0.isSpecial }) else { return self }
    let added = addedTokens.map { token in
      AddedToken(id: token.id, content: token.content, isSpecial: true, matching: token.matching)
    }
    return ByteLevelBPE(
      tokens: vocabulary.map { $0.isEmpty ? nil : $0 }, merges: merges, addedTokens: added,
      preTokenizer: preTokenizer, normalizer: normalizer, fallback: fallback, template: template,
      ignoresMerges: ignoresMerges)
  }
}
