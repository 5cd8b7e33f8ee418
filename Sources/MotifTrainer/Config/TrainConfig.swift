public import MotifModel

/// Everything that defines a training run; read from a JSON file by ``ConfigLoader``.
///
/// Each section is a value with defaults; `ConfigSchema` holds the type, range and documentation of
/// every key. The JSON names are the property names, except that the model section uses the
/// names of a Hugging Face `config.json`.
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

  /// The defaults; they lack a source and a length, which every run must choose.
  public init() {}
}

/// A preset and the shape that follows from it and from the keys set beside it.
public struct ModelSettings: Sendable, Equatable {
  /// The name of the preset that the shape started from.
  public var preset = "nano"
  /// The shape in force.
  public var config = ModelSettings.standard

  /// The preset `nano`.
  public init() {}

  private static let standard = ModelPresets.all[0].config
}

/// How text becomes tokens.
public struct TokenizerSettings: Codable, Sendable, Equatable {
  /// The size of the vocabulary.
  ///
  /// In a file, 0 takes the model's and any other value sets the model's; once loaded, it is both.
  public var vocabSize = 0
  /// A `tokenizer.json` to use; empty takes that of the initial weights, else trains one on the
  /// documents.
  public var path = ""
  /// Whether every digit is a token of its own.
  public var splitDigits = true
  /// How many bytes of text the tokenizer is trained on at most.
  public var sampleBytes = 10_000_000
  /// The added token that ends documents; empty takes the one of a usual name.
  public var endOfText = ""

  /// The defaults.
  public init() {}
}

/// Documents and their mixture.
public struct DataSettings: Codable, Sendable, Equatable {
  /// The sources; each is a domain of the mixture.
  public var sources: [SourceSettings] = []
  /// How often each domain is drawn.
  public var mixture = MixtureSettings()
  /// The share of documents held out for evaluation.
  public var validationFraction = 0.05
  /// Whether documents are drawn in a seeded random order instead of the file's.
  public var shuffle = true
  /// Whether attention crosses the documents of a row instead of ending with each.
  public var joinDocuments = false

  /// No sources.
  public init() {}
}

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

  /// Generators of synthetic documents.
  public enum Family: String, Codable, Sendable, CaseIterable {
    /// Short stories.
    case stories
    /// Questions about a text, with answers.
    case questions
    /// Worked sums.
    case arithmetic
    /// Small programs and what they print.
    case programs
    /// Korean sentences.
    case korean
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

  /// A synthetic source without a name.
  public init() {}
}

/// How often each domain is drawn over the course of training.
public struct MixtureSettings: Codable, Sendable, Equatable {
  /// The weights at one moment; between knots they move in straight lines.
  public struct Knot: Codable, Sendable, Equatable {
    /// The moment, from 0 (start) to 1 (end of training).
    public var at = 0.0
    /// The weight of each domain, by name.
    ///
    /// Domains left out weigh 0. Only ratios matter.
    public var weights: [String: Double] = [:]

    /// A knot at the start without weights.
    public init() {}
  }

  /// The knots in order; empty draws every domain equally often.
  public var knots: [Knot] = []

  /// Equal weights.
  public init() {}
}

/// Length and size of training.
public struct TrainingSettings: Codable, Sendable, Equatable {
  /// How many optimizer steps to take; 0 when `tokens` decides.
  public var steps = 0
  /// How many tokens to train on; 0 when `steps` decides.
  public var tokens = 0
  /// Sequences a step; 0 when `batchTokens` decides.
  public var batchSize = 16
  /// Tokens a step; 0 when `batchSize` decides.
  public var batchTokens = 0
  /// Sequences that go through the model at once; 0 takes the whole batch.
  public var microBatchSize = 0
  /// Tokens a sequence.
  public var sequenceLength = 256
  /// The largest global gradient norm; 0 turns clipping off.
  public var gradientClip = 1.0
  /// The weight of the mean squared log-sum-exp of the logits in the loss; 0 leaves it out.
  public var zLoss = 0.0
  /// What blocks compute again in the backward pass instead of keeping it; results do not change.
  public var activationCheckpointing = ActivationCheckpointing.none

  /// The defaults, without a length.
  public init() {}

  /// Sequences a step, whichever way it was given.
  public var sequencesPerStep: Int { batchSize > 0 ? batchSize : batchTokens / sequenceLength }
  /// Tokens a step.
  public var tokensPerStep: Int { sequencesPerStep * sequenceLength }
  /// Optimizer steps, whichever way the length was given; tokens are rounded up to whole steps.
  public var stepCount: Int {
    if steps > 0 { return steps }
    // Not (tokens + n − 1) / n, which overflows for lengths near Int.max.
    return tokens / tokensPerStep + (tokens % tokensPerStep > 0 ? 1 : 0)
  }
}

/// Measurements on held-out documents.
public struct EvaluationSettings: Codable, Sendable, Equatable {
  /// Steps between evaluations; 0 evaluates only at the end.
  public var interval = 100
  /// How many tokens of each domain to measure the loss on at most.
  public var maxTokens = 20_000
  /// How many questions with one right answer to ask of each domain that has them.
  public var items = 50

  /// The defaults.
  public init() {}
}

/// Text written at the end of training.
public struct GenerationSettings: Codable, Sendable, Equatable {
  /// How many tokens to write at most.
  public var tokens = 64
  /// 0 takes the likeliest token; larger is freer.
  public var temperature = 0.8
  /// Only the k likeliest tokens; 0 keeps all.
  public var topK = 40
  /// What to continue; empty takes the first words of each domain.
  public var prompts: [String] = []

  /// The defaults.
  public init() {}
}
