internal import MotifCore

/// The small sections of a `tokenizer.json`.
extension TokenizerFile {
  static func added(_ token: AddedToken) -> String {
    let matching = token.matching
    return "{\"id\": \(token.id), \"content\": \(JSONNode.quoted(token.content)), "
      + "\"single_word\": \(matching.isWholeWord), \"lstrip\": \(matching.takesSpaceBefore), "
      + "\"rstrip\": \(matching.takesSpaceAfter), \"normalized\": \(matching.isNormalized), "
      + "\"special\": \(token.isSpecial)}"
  }

  static func normalizer(_ normalizer: Normalizer?) -> String {
    guard let normalizer else { return "null" }
    let steps = normalizer.steps.map { step in
      switch step {
      case .form(let form): "{\"type\": \"\(form.rawValue)\"}"
      case .prepend(let text): "{\"type\": \"Prepend\", \"prepend\": \(JSONNode.quoted(text))}"
      case .replace(let old, let new): replace(old, new)
      }
    }
    return sequence("normalizers", steps)
  }

  static func preTokenizer(_ preTokenizer: PreTokenizer) -> String {
    var steps: [String] = []
    if let digits = preTokenizer.digits {
      steps.append("{\"type\": \"Digits\", \"individual_digits\": \(digits == .individually)}")
    }
    let usesRegex = preTokenizer.expression == .gpt2
    if !usesRegex, let pattern = preTokenizer.expression.pattern {
      steps.append(
        "{\"type\": \"Split\", \"pattern\": {\"Regex\": \(JSONNode.quoted(pattern))}, "
          + "\"behavior\": \"Isolated\", \"invert\": false}")
    }
    return sequence("pretokenizers", steps + [byteLevel(usesRegex: usesRegex)])
  }

  static func postProcessor(_ tokenizer: ByteLevelBPE) -> String {
    let template = tokenizer.template
    guard !template.isEmpty else { return "null" }
    let names = Dictionary(
      tokenizer.addedTokens.map { ($0.id, JSONNode.quoted($0.content)) },
      uniquingKeysWith: { first, _ in first })
    func tokens(_ ids: [Int32], _ type: Int) -> [String] {
      ids.map { "{\"SpecialToken\": {\"id\": \(names[$0] ?? ""), \"type_id\": \(type)}}" }
    }
    func text(_ name: String, _ type: Int) -> [String] {
      tokens(template.before, type)
        + ["{\"Sequence\": {\"id\": \"\(name)\", \"type_id\": \(type)}}"]
        + tokens(template.after, type)
    }
    let single = text("A", 0)
    let special = Set(template.before + template.after).sorted().map { id in
      let name = names[id] ?? ""
      return "\(name): {\"id\": \(name), \"ids\": [\(id)], \"tokens\": [\(name)]}"
    }
    return "{\"type\": \"TemplateProcessing\", \"single\": [\(single.joined(separator: ", "))], "
      + "\"pair\": [\((single + text("B", 1)).joined(separator: ", "))], "
      + "\"special_tokens\": {\(special.joined(separator: ", "))}}"
  }

  static func decoder(_ decoding: ByteFallback.Decoding) -> String {
    var steps = decoding.replacements.map { replace($0.old, $0.new) }
    steps += ["{\"type\": \"ByteFallback\"}", "{\"type\": \"Fuse\"}"]
    if decoding.strippedSpaces > 0 {
      steps.append(
        "{\"type\": \"Strip\", \"content\": \" \", \"start\": \(decoding.strippedSpaces), "
          + "\"stop\": 0}")
    }
    return sequence("decoders", steps)
  }

  static func byteLevel(usesRegex: Bool) -> String {
    "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, "
      + "\"use_regex\": \(usesRegex)}"
  }

  private static func replace(_ old: String, _ new: String) -> String {
    "{\"type\": \"Replace\", \"pattern\": {\"String\": \(JSONNode.quoted(old))}, "
      + "\"content\": \(JSONNode.quoted(new))}"
  }

  /// One step as it is, several as a `Sequence` that lists them under `key`.
  private static func sequence(_ key: String, _ steps: [String]) -> String {
    if steps.count == 1 { return steps[0] }
    return "{\"type\": \"Sequence\", \"\(key)\": [\(steps.joined(separator: ", "))]}"
  }
}
