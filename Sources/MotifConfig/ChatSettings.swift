package import MotifCore
package import MotifData

/// How conversations become tokens.
public struct ChatSettings: Codable, Sendable, Equatable {
  /// `motif` or `chatml`; empty where there are no conversations, or a file describes the template.
  public var template = ""
  /// The file that describes a template; empty for none.
  public var templatePath = ""
  /// What becomes of a sample that is longer than a row: `drop`, `cut` or `split`.
  public var overlong = "drop"
  /// Whether only the last turn of an assistant is trained.
  public var lastTurnOnly = false
  /// Whether every assistant turn shows its reasoning, not only the last.
  public var keepReasoning = false

  /// No template.
  public init() {}

  /// The template; nil for none.
  ///
  /// Throws ``DataError`` for one that is not known or cannot be read.
  package func usedTemplate() throws(DataError) -> ChatTemplate? {
    let name = template.isEmpty ? templatePath : template
    return name.isEmpty ? nil : try ChatTemplate.named(name)
  }

  /// What is trained.
  package var mask: LossMask {
    var mask = LossMask()
    mask.lastTurnOnly = lastTurnOnly
    return mask
  }

  /// How samples of at most `limit` tokens are made.
  package func samples(limit: Int) -> SampleReading.Options {
    var options = SampleReading.Options(limit: limit)
    options.overlong = OverlongPolicy(rawValue: overlong) ?? .drop
    options.keepsReasoning = keepReasoning
    return options
  }
}

extension ChatSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "template", .text,
      "How conversations are written: motif or chatml; empty for none. A tokenizer that is trained "
        + "here gets the template's markers.",
      alsoCalled: ["chatTemplate", "chat_template"]),
    ConfigField(
      "templatePath", .path, "A JSON file that describes another template.",
      alsoCalled: ["templateFile", "chatTemplatePath"]),
    ConfigField(
      "overlong", .oneOf(OverlongPolicy.self),
      "A sample longer than a row: left out, cut at the row's end, or split into several.",
      alsoCalled: ["truncation"]),
    ConfigField(
      "lastTurnOnly", .bool, "Whether only the last turn of an assistant is trained."),
    ConfigField(
      "keepReasoning", .bool,
      "Whether every assistant turn shows its reasoning, not only the last."),
  ]
}
