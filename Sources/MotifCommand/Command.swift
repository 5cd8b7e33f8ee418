internal import MotifCore

/// What the command line asks for.
package enum Command: Sendable, Equatable {
  /// Show how to use the program, or one of its commands.
  case help(topic: String)
  /// Show what the config keys at and below one mean and take; an empty one shows all.
  case reference(key: String)
  /// Print the program's name and version.
  case version
  /// Print the JSON Schema of a config.
  case schema
  /// Train from a config, or continue a run.
  case train(TrainArguments)
  /// Write text with a trained run.
  case generate(GenerateArguments)
  /// Talk to a fine-tuned model.
  case chat(ChatArguments)
  /// Measure what a model can do.
  case evaluate(EvaluateArguments)
  /// Grow a model into a larger one.
  case grow(GrowArguments)
  /// Make tasks with answers.
  case synth(SynthArguments)
  /// Write the tokens of a config's sources into shards.
  case tokenize(TokenizeArguments)
  /// Show the first batch of a config.
  case inspect(InspectArguments)
  /// Put runs side by side.
  case compare(CompareArguments)
  /// Draw the report of a run.
  case report(ReportArguments)

  /// The arguments of training.
  package struct TrainArguments: Sendable, Equatable {
    /// The config file; empty when a run is resumed without one.
    package var config = ""
    /// `key=value` overrides, in order.
    package var overrides: [String] = []
    /// The run folder to continue; empty starts a new run.
    package var resume = ""
    /// Begin again where a resumed run has logged steps and its checkpoints are gone.
    package var fromStart = false
    /// Check the config and its data sources, then stop.
    package var checksOnly = false
    /// Work out what the run will take, then stop.
    package var plansOnly = false
    /// With ``plansOnly``, the number of ranks of the cluster to plan for; 0 plans for this machine.
    package var world = 0
    /// The file with the cluster's constants; empty takes those of the H200.
    package var cluster = ""
    /// Print every value with its origin, then stop.
    package var printsConfig = false
    /// The file to write where the time went; empty records nothing.
    package var trace = ""

    /// No arguments yet.
    package init() {}
  }

  /// Reads the arguments that follow the program's name.
  ///
  /// Throws ``UsageError`` with one sentence when they make no sense.
  package init(_ arguments: [String]) throws(UsageError) {
    guard let first = arguments.first else {
      self = .help(topic: "")
      return
    }
    let rest = Array(arguments.dropFirst())
    self =
      switch first {
      case "help", "--help", "-h": try Self.help(about: rest.first ?? "")
      case _ where ArgumentReader.asksForHelp(rest):
        .help(topic: Self.names.contains(first) ? first : "train")
      case "--version" where rest.isEmpty: .version
      case "--schema": .schema
      case "generate": try Self.generate(rest)
      case "chat": try Self.chat(rest)
      case "evaluate": try Self.evaluate(rest)
      case "grow": try Self.grow(rest)
      case "synth": try Self.synth(rest)
      case "tokenize": try Self.tokenize(rest)
      case "inspect": try Self.inspect(rest)
      case "compare": try Self.compare(rest)
      case "report": try Self.report(rest)
      default: try Self.train(arguments)
      }
  }

  private static func train(_ arguments: [String]) throws(UsageError) -> Command {
    var result = TrainArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--set": result.overrides.append(try reader.value(of: argument))
      case "--resume": result.resume = try reader.value(of: argument)
      case "--from-start": result.fromStart = true
      case "--check": result.checksOnly = true
      case "--plan": result.plansOnly = true
      case "--world": result.world = try reader.number(of: argument, in: 1...largestWorld)
      case "--cluster": result.cluster = try reader.value(of: argument)
      case "--print-config": result.printsConfig = true
      case "--trace": result.trace = try reader.value(of: argument)
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, Self.trainOptions)
      case _ where result.config.isEmpty: result.config = argument
      case _ where !NearestName.find(result.config, in: Self.names).isEmpty:
        let meant = NearestName.find(result.config, in: Self.names)
        throw UsageError("there is no command \(result.config); did you mean \(meant)?")
      case _ where result.config == "train":
        throw UsageError("training needs no command: motif-train \(argument)")
      default:
        throw UsageError("one config is expected, but \(result.config) and \(argument) are given")
      }
    }
    guard !result.config.isEmpty || !result.resume.isEmpty else {
      throw UsageError("a config is missing, such as Configs/quickstart.json")
    }
    guard !result.fromStart || !result.resume.isEmpty else {
      throw UsageError("--from-start goes with --resume RUN, whose checkpoints are gone")
    }
    guard result.world == 0 || result.plansOnly else {
      throw UsageError("--world goes with --plan, which then plans for that many ranks")
    }
    guard result.cluster.isEmpty || result.world > 0 else {
      throw UsageError("--cluster goes with --plan --world N, the number of ranks")
    }
    let modes = [
      ("--check", result.checksOnly), ("--plan", result.plansOnly),
      ("--print-config", result.printsConfig),
    ].filter(\.1).map(\.0)
    guard modes.count < 2 else {
      throw UsageError("\(modes.joined(separator: " and ")) do different things; give one of them")
    }
    return .train(result)
  }

  /// The most ranks that are planned for.
  private static let largestWorld = 1 << 16

  /// The program's name and version.
  package static let programVersion = ProgramVersion.text

  static let names = [
    "generate", "chat", "evaluate", "grow", "synth", "tokenize", "inspect", "compare", "report",
  ]
  private static let trainOptions = [
    "--set", "--resume", "--from-start", "--check", "--plan", "--world", "--cluster",
    "--print-config", "--trace", "--json", "--help",
  ]
}
