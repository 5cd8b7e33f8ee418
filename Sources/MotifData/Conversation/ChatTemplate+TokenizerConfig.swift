internal import MotifCore

extension ChatTemplate {
  /// The text of the `tokenizer_config.json` that stands beside a `tokenizer.json`, so that
  /// transformers writes conversations as this template does.
  ///
  /// The end of a turn is `eos_token`, since with it an answer is over.
  ///
  /// - Parameter padding: the token of places that hold none.
  package func tokenizerConfig(_ tokenizer: ByteLevelBPE, padding: Int32) -> String {
    func text(_ value: String) -> JSONNode { JSONNode(.string(value)) }
    var members = [("tokenizer_class", text("PreTrainedTokenizerFast"))]
    let opening = marked(begin)
    if opening.count == 1, opening[0].isMarker { members.append(("bos_token", text(begin))) }
    members += [
      ("eos_token", text(endOfTurn)),
      ("pad_token", text(String(decoding: tokenizer.bytes(of: padding), as: UTF8.self))),
      ("clean_up_tokenization_spaces", JSONNode(.bool(false))),
      ("chat_template", text(jinja)),
    ]
    let object = members.map {
      JSONNode.Member(key: $0.0, keyOrigin: .standard, node: $0.1)
    }
    return JSONNode(.object(object)).text() + "\n"
  }
}
