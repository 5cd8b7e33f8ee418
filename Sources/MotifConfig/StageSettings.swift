package import MotifCore

/// One stage of a run: its kind, its name, and what differs from the config around it.
///
/// Of the sections a config lists in a stage only the head is decoded here; `PipelineLoader` lays a
/// stage's sections over those of the config and reads the result as a config of its own.
public struct StageSettings: Codable, Sendable, Equatable {
  /// What a stage does.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Trains on documents.
    case pretrain
    /// Trains on conversations.
    case finetune
    /// Enlarges the model of the stage before, which keeps computing the same function.
    case grow
    /// Asks the model of the stage before what it can do.
    case evaluate

    /// Whether the stage takes steps, so that it has checkpoints, metrics and a summary.
    package var isTraining: Bool { self == .pretrain || self == .finetune }
  }

  /// What the stage does.
  public var kind = Kind.pretrain
  /// The end of its folder's name; empty takes the kind.
  public var name = ""

  /// A pre-training stage.
  public init() {}
}

extension StageSettings: ConfigSettings {
  /// The keys: those of the stage itself and the sections of a config.
  package static let fields: [ConfigField] =
    [
      ConfigField(
        "kind", .oneOf(Kind.self),
        "Train on documents, train on conversations, enlarge the model of the stage before, or ask it "
          + "what it can do.",
        alsoCalled: ["type"]),
      ConfigField("name", .text, "The end of the stage's folder name; empty takes the kind."),
    ]
    + trainConfigSections.map { field in
      let isForAll = field.name == "model" || field.name == "initialization"
      let training = ["pretrain", "finetune"]
      return ConfigField(
        field.name, field.type, field.documentation,
        kinds: isForAll ? [] : field.name == "evaluation" ? training + ["evaluate"] : training,
        alsoCalled: field.alsoCalled)
    }
}
