internal import MotifCore

/// What happens to text before and after the merges.
extension TokenizerBuilder {
  /// The steps of a section, a `Sequence` within a sequence among them, in order.
  private func steps(
    of section: String, under key: String, _ expected: String
  ) throws(FileError) -> [(type: String, field: TokenizerField)] {
    func flat(_ field: TokenizerField) throws(FileError) -> [(type: String, field: TokenizerField)]
    {
      let type = try field.type(expected)
      guard type == "Sequence" else { return [(type, field)] }
      var result: [(type: String, field: TokenizerField)] = []
      for element in try field.required(key, "a list").elements("a list") {
        result += try flat(element)
      }
      return result
    }
    return try file.root.member(section).map(flat) ?? []
  }

  /// What rewrites text; nil where nothing does, as with an empty `Sequence`.
  func normalizer() throws(FileError) -> Normalizer? {
    let expected = "NFC, NFD, Prepend, Replace or a Sequence of these"
    var result: [Normalizer.Step] = []
    for (type, field) in try steps(of: "normalizer", under: "normalizers", expected) {
      if let form = Normalizer.Form(rawValue: type) {
        result.append(.form(form))
      } else if type == "Prepend" {
        result.append(.prepend(try field.required("prepend", "text").text()))
      } else if type == "Replace" {
        let (old, new) = try replacement(field)
        result.append(.replace(old, with: new))
      } else {
        throw field.member("type")?.refusal(expected: expected) ?? field.refusal(expected: expected)
      }
    }
    return result.isEmpty ? nil : Normalizer(result)
  }

  /// The texts of a `Replace` of a plain text.
  private func replacement(_ field: TokenizerField) throws(FileError) -> (String, String) {
    let pattern = try field.required("pattern", "{\"String\": …}")
    guard let old = pattern.member("String") else {
      throw pattern.refusal("has no String; expressions are not offered here")
    }
    let text = try old.text()
    guard !text.isEmpty else { throw old.refusal(expected: "text that is not empty") }
    return (text, try field.required("content", "text").text())
  }

  /// `ByteLevel`, behind `Digits` and one `Split` by a known expression where the file has them.
  func preTokenizer() throws(FileError) -> PreTokenizer {
    let expected = "ByteLevel, behind Digits and one Split by a known expression if there are any"
    let section = try file.root.required("pre_tokenizer", expected)
    var steps = try steps(of: "pre_tokenizer", under: "pretokenizers", expected)
    guard let last = steps.popLast(), last.type == "ByteLevel" else {
      throw section.refusal("does not end with ByteLevel, expected \(expected)")
    }
    if try last.field.flag("add_prefix_space") {
      throw last.field.refusal("adds a space before the text; expected add_prefix_space false")
    }
    var digits: PreTokenizer.DigitCut?
    if let first = steps.first, first.type == "Digits" {
      digits = try first.field.flag("individual_digits") ? .individually : .inRuns
      steps.removeFirst()
    }
    let usesRegex = try last.field.flag("use_regex", standard: true)
    guard let split = steps.first else {
      return PreTokenizer(usesRegex ? .gpt2 : .whole, digits: digits)
    }
    guard steps.count == 1, split.type == "Split", !usesRegex else {
      throw section.refusal("has more steps than can be taken, expected \(expected)")
    }
    return PreTokenizer(try expression(split.field), digits: digits)
  }

  private func expression(_ split: TokenizerField) throws(FileError) -> PreTokenizer.Expression {
    let behavior = try split.required("behavior", "\"Isolated\"")
    guard try behavior.text() == "Isolated" else {
      throw behavior.refusal(expected: "\"Isolated\"")
    }
    if try split.flag("invert") {
      throw split.refusal("inverts its expression; expected invert false")
    }
    let pattern = try split.required("pattern", "{\"Regex\": …}")
    let regex = try pattern.required("Regex", "an expression")
    let text = try regex.text()
    guard let known = PreTokenizer.Expression.allCases.first(where: { $0.pattern == text }) else {
      throw regex.refusal(
        "is not one of the known expressions, those of GPT-2, cl100k, o200k, Llama 3 and Qwen 2: "
          + text)
    }
    return known
  }

  /// Files of SentencePiece's layout have their spaces marked by the normalizer.
  func noPreTokenizer() throws(FileError) -> PreTokenizer {
    let expected = "null where model.byte_fallback is true"
    if let step = try steps(of: "pre_tokenizer", under: "pretokenizers", expected).first {
      throw step.field.member("type")?.refusal(expected: expected)
        ?? step.field.refusal(expected: expected)
    }
    return PreTokenizer(.whole)
  }

  /// The first tokens of words, and the `decoder` that gives back their text.
  func fallback(
    _ tokens: [ContiguousArray<UInt8>?], _ ids: [ContiguousArray<UInt8>: Int32]
  ) throws(FileError) -> ByteFallback {
    var characters: [Unicode.Scalar: Int32] = [:]
    for (id, bytes) in tokens.enumerated() {
      let scalars = String(decoding: bytes ?? [], as: UTF8.self).unicodeScalars
      if scalars.count == 1, let scalar = scalars.first { characters[scalar] = Int32(id) }
    }
    let bytes = (UInt8.min...UInt8.max).map {
      ids[ContiguousArray(ByteFallback.spelling($0).utf8)] ?? 0
    }
    return ByteFallback(
      characters: characters, bytes: ContiguousArray(bytes), decoding: try decoding())
  }

  private func decoding() throws(FileError) -> ByteFallback.Decoding {
    let expected = "Replace, ByteFallback, Fuse, Strip or a Sequence of these"
    var result = ByteFallback.Decoding()
    for (type, field) in try steps(of: "decoder", under: "decoders", expected) {
      switch type {
      case "ByteFallback", "Fuse": continue
      case "Replace":
        let (old, new) = try replacement(field)
        result.replacements.append(.init(old: old, new: new))
      case "Strip":
        let content = try field.required("content", "\" \"")
        guard try content.text() == " " else { throw content.refusal(expected: "\" \"") }
        let start = try field.member("start")?.wholeNumber() ?? 0
        guard (0...16).contains(start), try field.member("stop")?.wholeNumber() ?? 0 == 0 else {
          throw field.refusal("takes away too much, expected start 0 to 16 and stop 0")
        }
        result.strippedSpaces += start
      default:
        throw field.member("type")?.refusal(expected: expected) ?? field.refusal(expected: expected)
      }
    }
    return result
  }

  /// The added tokens that the post-processor puts around a text; `known` are the added tokens' ids.
  func template(_ known: Set<Int32>) throws(FileError) -> TokenTemplate {
    var result = TokenTemplate()
    for (type, field) in try steps(of: "post_processor", under: "processors", "an object")
    where type == "TemplateProcessing" {
      var before = true
      for piece in try field.required("single", "a list").elements("a list") {
        guard let special = piece.member("SpecialToken") else {
          before = false
          continue
        }
        let name = try special.required("id", "text").text()
        let ids = try field.required("special_tokens", "an object")
          .required(name, "an object").required("ids", "a list of ids")
        for id in try ids.elements("a list of ids") {
          guard let token = Int32(exactly: try id.wholeNumber()), known.contains(token) else {
            throw id.refusal(expected: "the id of an added token")
          }
          if before { result.before.append(token) } else { result.after.append(token) }
        }
      }
    }
    return result
  }
}
