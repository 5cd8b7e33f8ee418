package import MotifCore
public import MotifData

/// One domain and where its documents come from.
public struct SourceSettings: Codable, Sendable, Equatable {
  /// What kind of source this is; it decides which other properties matter.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Documents made by a generator.
    case synthetic
    /// Plain text.
    case text
    /// One JSON object a line.
    case jsonLines
    /// Token shards, which `motif-train tokenize` writes.
    case tokens
    /// One conversation a line, to fine-tune on.
    case conversations
    /// Conversations in which a generator's tasks are asked and answered.
    case tasks

    /// Whether it has samples to fine-tune on, not documents to read.
    package var isOfConversations: Bool { self == .conversations || self == .tasks }
    /// Whether it is made here, and has no path.
    package var isGenerated: Bool { self == .synthetic || self == .tasks }
  }

  /// What the rows of conversations look like.
  public enum Shape: String, Codable, Sendable, CaseIterable {
    /// Their keys tell.
    case auto
    /// A list of turns with role and content.
    case messages
    /// A prompt and its completion.
    case promptCompletion
    /// A list of turns with from and value.
    case shareGPT
    /// An instruction, perhaps an input, and its output.
    case alpaca
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
  /// The generator (`synthetic`, `tasks`).
  public var family = Family.stories
  /// How many documents or conversations to make (`synthetic`, `tasks`).
  public var documents = 2000
  /// The level of the tasks; 0 takes all in turn (`tasks`).
  public var level = 0
  /// How many answers the model that the stage starts from tries for each task, of which right ones are
  /// trained on; 0 takes the generator's own answers (`tasks`).
  public var candidates = 0
  /// The temperature at which candidates are sampled (`tasks`).
  public var temperature = 0.8
  /// The file, folder or pattern (`text`, `jsonLines`, `conversations`), or the folder of shards
  /// (`tokens`).
  public var path = ""
  /// How the file is cut (`text`).
  public var split = Split()
  /// The field, or the path of names and places, whose value is the text (`jsonLines`).
  public var field = ""
  /// How the fields of an object become text, where `field` is empty (`jsonLines`).
  public var template = "{text}"
  /// What rows look like (`conversations`).
  public var shape = Shape.auto
  /// Whether `<think>…</think>` that opens an answer is its reasoning (`conversations`).
  public var splitReasoning = false
  /// What becomes of a row that cannot be read (`jsonLines`, `conversations`).
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
      "Documents: of a generator, plain text, one JSON object a line, or token shards of motif-train "
        + "tokenize. Conversations to fine-tune on: one a line, or of a generator's tasks.",
      alsoCalled: ["type"]),
    ConfigField(
      "family", .oneOf(Family.self),
      "The generator: one of the first five, a domain of all families of one ability (english to "
        + "reasoning), or one family of tasks with answers. Tasks are of an ability or a family.",
      kinds: ["synthetic", "tasks"]),
    ConfigField(
      "documents", .integer(1...100_000_000), "How many documents or conversations to make.",
      kinds: ["synthetic", "tasks"], alsoCalled: ["count", "samples"]),
    ConfigField(
      "level", .countOrZero, "The level of the tasks; 0 takes all levels in turn.",
      kinds: ["tasks"]),
    ConfigField(
      "candidates", .countOrZero,
      "How many answers the model that the stage starts from tries for each task: right ones are trained "
        + "on instead of the generator's, where not more than 0.8 of a task's are (rejection sampling). "
        + "Without a level it follows the accuracy. 0 takes the generator's answers.",
      kinds: ["tasks"], alsoCalled: ["rejectionSampling", "numSamples"]),
    ConfigField(
      "temperature", .number(.positive), "The temperature at which candidates are sampled.",
      kinds: ["tasks"]),
    ConfigField(
      "path", .path,
      "A file, a folder or a pattern such as data/*.jsonl.gz, or the folder of shards, looked for "
        + "beside the config file first, then in the working folder; .gz and .zst are decompressed.",
      kinds: ["text", "jsonLines", "tokens", "conversations"],
      alsoCalled: ["file", "folder", "glob"]),
    ConfigField(
      "split", .section(of: Split.self), "How the file is cut into documents.", kinds: ["text"]),
    ConfigField(
      "field", .text,
      "The field whose value is the text, or a path to it such as messages.0.content; empty takes the "
        + "template.", kinds: ["jsonLines"], alsoCalled: ["textField", "column"]),
    ConfigField(
      "template", .text,
      "How an object becomes text; {field} stands for a field's value, {a.0.b} for "
        + "that at the end of a path.",
      kinds: ["jsonLines"]),
    ConfigField(
      "shape", .oneOf(Shape.self),
      "What a row looks like: messages, prompt and completion, ShareGPT or Alpaca; auto looks at its "
        + "keys.", kinds: ["conversations"], alsoCalled: ["conversationShape"]),
    ConfigField(
      "splitReasoning", .bool,
      "Whether <think>…</think> that opens an answer is its reasoning.", kinds: ["conversations"]),
    ConfigField(
      "onBadRow", .oneOf(BadRowPolicy.self),
      "A row that cannot be read: end the run, or pass over it and count it.",
      kinds: ["jsonLines", "conversations"], alsoCalled: ["onError", "onBrokenRow"]),
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
