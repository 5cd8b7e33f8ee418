internal import MotifModel
package import MotifTrainer

extension Command {
  /// The arguments of growth.
  package struct GrowArguments: Sendable, Equatable {
    /// The folder of a run or model; with `printsPlan` also a preset.
    package var source = ""
    /// What to grow into: a preset, a model's or a training config.
    package var target = ""
    /// The folder to write.
    package var output = ""
    /// How to grow, store and check.
    package var settings = CheckpointGrowth.Settings()
    /// A file whose text the logits are compared on.
    package var textFile = ""
    /// Text that the logits are compared on.
    package var prompt = ""
    /// Say what would be done, then stop.
    package var printsPlan = false

    /// No arguments yet.
    package init() {}
  }

  static func grow(_ arguments: [String]) throws(UsageError) -> Command {
    var result = GrowArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--to": result.target = try reader.value(of: argument)
      case "--out": result.output = try reader.value(of: argument)
      case "--copies": result.settings.growth.form = try reader.choice(of: argument)
      case "--noise": try noise(reader.value(of: argument), &result.settings.growth)
      case "--seed":
        result.settings.growth.seed = UInt64(try reader.number(of: argument, in: 0...Int.max))
      case "--storage": result.settings.storage = try reader.choice(of: argument)
      case "--bound": result.settings.bound = try reader.number(of: argument, in: 0...1)
      case "--check-memory":
        result.settings.checkMemory = try reader.number(of: argument, in: 0...1 << 20) << 30
      case "--text": result.textFile = try reader.value(of: argument)
      case "--prompt": result.prompt = try reader.value(of: argument)
      case "--plan": result.printsPlan = true
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, growOptions)
      case _ where result.source.isEmpty: result.source = argument
      default:
        throw UsageError("one source is expected, but \(result.source) and \(argument) are given")
      }
    }
    try requireWhole(result)
    return .grow(result)
  }

  private static func requireWhole(_ arguments: GrowArguments) throws(UsageError) {
    guard !arguments.source.isEmpty else {
      throw UsageError("grow needs the folder of a run or model, such as runs/seed")
    }
    guard !arguments.target.isEmpty else {
      throw UsageError("grow needs --to with a preset, a config.json or a training config")
    }
    guard arguments.printsPlan || !arguments.output.isEmpty else {
      throw UsageError("grow needs --out with the folder to write, or --plan to write nothing")
    }
    guard arguments.textFile.isEmpty || arguments.prompt.isEmpty else {
      throw UsageError("--text and --prompt both give the text to compare on; keep one of them")
    }
  }

  /// `none`, or a signal-to-noise ratio in decibels.
  private static func noise(
    _ text: String, _ options: inout GrowthOptions
  ) throws(UsageError) {
    options.hasNoise = text != "none"
    guard options.hasNoise else { return }
    guard let decibels = Double(text), (-100...200).contains(decibels) else {
      throw UsageError("--noise \(text): expected decibels from -100 to 200, or none")
    }
    options.noiseDecibels = decibels
  }

  private static let growOptions = [
    "--to", "--out", "--copies", "--noise", "--seed", "--storage", "--bound", "--text", "--prompt",
    "--check-memory", "--plan", "--help",
  ]
}
