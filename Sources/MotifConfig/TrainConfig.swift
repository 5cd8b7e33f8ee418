package import MotifCore
public import MotifOptimizer

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
  /// How conversations become tokens.
  public var chat = ChatSettings()
  /// Documents and their mixture.
  public var data = DataSettings()
  /// Length and size of training.
  public var training = TrainingSettings()
  /// In what numbers it is stored and computed.
  public var precision = PrecisionSettings()
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
  /// Over how many ranks it trains.
  public var parallel = ParallelSettings()
  /// The stages of a run that has several; each is read as a config of its own.
  public var stages: [StageSettings] = []

  /// The defaults; they lack a source and a length, which every run must choose.
  public init() {}
}

extension TrainConfig: ConfigSettings {
  /// The keys; a stage may state the sections among them as well.
  package static let fields = trainConfigFields
}
