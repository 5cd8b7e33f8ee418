package import MotifCore

/// Everything that defines a training run; read from a JSON file by ``ConfigLoader``.
///
/// Each section is a value with defaults; beneath its properties stand their keys, each with type,
/// range and documentation. The JSON names are the property names, except that the model section
/// uses the names of a Hugging Face `config.json`.
public struct TrainConfig: Codable, Sendable, Equatable {
  /// The run's name; ``ConfigLoader`` replaces an empty one by the file's name.
  public var name = ""
  /// The seed of weights, data order and generation.
  public var seed = 0
  /// The folder that run folders are made in.
  public var output = "runs"
  /// Threads to compute with; 0 takes all cores.
  public var threads = 0
  /// The model's shape.
  public var model = ModelSettings()
  /// What the weights start from.
  public var initialization = InitializationSettings()
  /// How text becomes tokens.
  public var tokenizer = TokenizerSettings()
  /// Documents and their mixture.
  public var data = DataSettings()
  /// Length and size of training.
  public var training = TrainingSettings()
  /// The update rule.
  public var optimizer = OptimizerSettings()
  /// The learning rate over time.
  public var schedule = ScheduleSettings()
  /// Measurements on held-out documents.
  public var evaluation = EvaluationSettings()
  /// Text written at the end of training.
  public var generation = GenerationSettings()
  /// What is kept to continue from.
  public var checkpoint = CheckpointSettings()
  /// What happens when numbers are not sane.
  public var safety = StepGuard.Options()
  /// What is written about the run.
  public var logging = LoggingSettings()
  /// The stages of a run that has several; each is read as a config of its own.
  public var stages: [StageSettings] = []

  /// The defaults; they lack a source and a length, which every run must choose.
  public init() {}
}

extension TrainConfig: ConfigSettings {
  /// The keys.
  package static let fields: [ConfigField] =
    [
      ConfigField(
        "$schema", .text, "The JSON Schema of this file, for editors; it changes nothing."),
      ConfigField(
        "extends", .text, "A preset name or another config file whose values are taken first."),
      ConfigField("name", .text, "The run's name; empty takes the file's name."),
      ConfigField("seed", .integer(0...Int.max), "The seed of weights, data order and generation."),
      ConfigField(
        "output", .text, "The folder that run folders are made in.",
        alsoCalled: ["out_dir", "output_dir"]),
      ConfigField("threads", .integer(0...1024), "Threads to compute with; 0 takes all cores."),
    ] + sections + [
      ConfigField(
        "stages", .list(of: .section(of: StageSettings.self)),
        "Stages that follow each other, each from the weights and tokenizer of the one before; each "
          + "takes the sections of this config but for those that it states itself.",
        alsoCalled: ["pipeline", "phases"])
    ]

  /// The sections, which a stage may state as well.
  package static let sections = [
    ConfigField(
      "model", .section(of: ModelSettings.self),
      "The model's shape, as in a Hugging Face config.json."),
    ConfigField(
      "initialization", .section(of: InitializationSettings.self), "What the weights start from.",
      alsoCalled: ["init", "resumeFrom", "pretrained", "grow", "growth"]),
    ConfigField("tokenizer", .section(of: TokenizerSettings.self), "How text becomes tokens."),
    ConfigField("data", .section(of: DataSettings.self), "Documents and their mixture."),
    ConfigField("training", .section(of: TrainingSettings.self), "Length and size of training."),
    ConfigField("optimizer", .section(of: OptimizerSettings.self), "The update rule."),
    ConfigField("schedule", .section(of: ScheduleSettings.self), "The learning rate over time."),
    ConfigField(
      "evaluation", .section(of: EvaluationSettings.self), "Measurements on held-out documents."),
    ConfigField(
      "generation", .section(of: GenerationSettings.self), "Text written at the end of training."),
    ConfigField(
      "checkpoint", .section(of: CheckpointSettings.self), "What is kept to continue from."),
    ConfigField(
      "safety", .section(of: StepGuard.Options.self), "What happens when numbers are not sane."),
    ConfigField("logging", .section(of: LoggingSettings.self), "What is written about the run."),
  ]
}
