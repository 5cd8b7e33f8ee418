package import MotifCore
public import MotifData

/// One domain and where its documents come from.
public struct SourceSettings: Codable, Sendable, Equatable {
  /// What kind of source this is; it decides which other properties matter.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Documents made by a generator.
    case synthetic
    /// A file of plain text.
    case text
    /// A file with one JSON object a line.
    case jsonLines
  }

  /// How a text file is cut into documents.
  public struct Split: Codable, Sendable, Equatable {
    /// Where to cut.
    public enum Kind: String, Codable, Sendable, CaseIterable {
      /// At empty lines, paragraphs joined up to about `bytes`.
      case paragraphs
      /// Every line is a document.
      case lines
      /// At every `separator`.
      case separator
      /// The whole file is one document.
      case wholeFile
    }

    /// Where to cut.
    public var kind = Kind.paragraphs
    /// The size of a document when paragraphs are joined.
    public var bytes = 2000
    /// The text between documents.
    public var separator = "\n\n"

    /// Paragraphs of about 2000 bytes.
    public init() {}
  }

  /// The domain's name in the mixture, the metrics and the evaluation.
  public var name = ""
  /// What kind of source this is.
  public var kind = Kind.synthetic
  /// The generator (`synthetic`).
  public var family = Family.stories
  /// How many documents to make (`synthetic`).
  public var documents = 2000
  /// The file (`text`, `jsonLines`).
  public var path = ""
  /// How the file is cut (`text`).
  public var split = Split()
  /// How the fields of an object become text (`jsonLines`).
  public var template = "{text}"
  /// What becomes of a row that cannot be read (`jsonLines`).
  public var onBadRow = BadRowPolicy.stop

  /// A synthetic source without a name.
  public init() {}
}

extension SourceSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "name", .text, "The domain's name in the mixture and the metrics.", alsoCalled: ["domain"]),
    ConfigField(
      "kind", .oneOf(Kind.self),
      "A generator, a plain text file, or a file with one JSON object a line.",
      alsoCalled: ["type"]),
    ConfigField(
      "family", .oneOf(Family.self),
      "The generator: one of the first five, a domain of all families of one ability (english to "
        + "reasoning), or one family of tasks with answers.", kinds: ["synthetic"]),
    ConfigField(
      "documents", .integer(1...100_000_000), "How many documents to make.",
      kinds: ["synthetic"], alsoCalled: ["count"]),
    ConfigField(
      "path", .path,
      "The file, looked for beside the config file first, then in the working folder.",
      kinds: ["text", "jsonLines"], alsoCalled: ["file"]),
    ConfigField(
      "split", .section(of: Split.self), "How the file is cut into documents.", kinds: ["text"]),
    ConfigField(
      "template", .text, "How an object becomes text; {field} stands for a field's value.",
      kinds: ["jsonLines"]),
    ConfigField(
      "onBadRow", .oneOf(BadRowPolicy.self),
      "A row that cannot be read: end the run, or pass over it and count it.",
      kinds: ["jsonLines"], alsoCalled: ["onError", "onBrokenRow"]),
  ]
}

extension SourceSettings.Split: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "kind", .oneOf(Kind.self),
      "At empty lines, at line ends, at a separator, or not at all.", alsoCalled: ["type"]),
    ConfigField(
      "bytes", .integer(1...1 << 40), "The size up to which paragraphs are joined.",
      kinds: ["paragraphs"]),
    ConfigField(
      "separator", .text, "The text between documents.", kinds: ["separator"]),
  ]
}
