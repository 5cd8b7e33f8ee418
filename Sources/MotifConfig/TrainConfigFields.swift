internal import MotifCore
internal import MotifOptimizer

/// The keys of a ``TrainConfig``.
let trainConfigFields: [ConfigField] =
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
  ] + trainConfigSections + [
    ConfigField(
      "stages", .list(of: .section(of: StageSettings.self)),
      "Stages that follow each other, each from the weights and tokenizer of the one before; each "
        + "takes the sections of this config but for those that it states itself.",
      alsoCalled: ["pipeline", "phases"])
  ]

/// The sections of a ``TrainConfig``, which a stage may state as well.
let trainConfigSections = [
  ConfigField(
    "model", .section(of: ModelSettings.self),
    "The model's shape, as in a Hugging Face config.json."),
  ConfigField(
    "initialization", .section(of: InitializationSettings.self), "What the weights start from.",
    alsoCalled: ["init", "resumeFrom", "pretrained", "grow", "growth"]),
  ConfigField("tokenizer", .section(of: TokenizerSettings.self), "How text becomes tokens."),
  ConfigField(
    "chat", .section(of: ChatSettings.self), "How conversations become tokens.",
    alsoCalled: ["conversation", "conversations"]),
  ConfigField("data", .section(of: DataSettings.self), "Documents and their mixture."),
  ConfigField("training", .section(of: TrainingSettings.self), "Length and size of training."),
  ConfigField(
    "precision", .section(of: PrecisionSettings.self),
    "In what numbers a run stores and computes: the name of a preset, or a section.",
    alsoCalled: ["dtype", "mixedPrecision"]),
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
  ConfigField(
    "parallel", .section(of: ParallelSettings.self),
    "Over how many ranks to train, and what each holds.", alsoCalled: ["distributed", "mesh"]),
]
