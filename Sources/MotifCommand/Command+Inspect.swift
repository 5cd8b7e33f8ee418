extension Command {
  /// The arguments of a look at a batch.
  package struct InspectArguments: Sendable, Equatable {
    /// The config.
    package var config = ""
    /// `key=value` overrides, in order.
    package var overrides: [String] = []
    /// The stage, by the end of its folder's name or its number; empty takes the first that trains.
    package var stage = ""
    /// How many rows to show.
    package var rows = 4
    /// The page to write; empty writes to the terminal.
    package var html = ""

    /// No arguments yet.
    package init() {}
  }

  static func inspect(_ arguments: [String]) throws(UsageError) -> Command {
    var result = InspectArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--set": result.overrides.append(try reader.value(of: argument))
      case "--stage": result.stage = try reader.value(of: argument)
      case "--rows": result.rows = try reader.number(of: argument, in: 1...10_000)
      case "--html": result.html = try reader.value(of: argument)
      case _ where argument.hasPrefix("-"):
        throw reader.unknown(
          argument, ["--set", "--stage", "--rows", "--html", "--json", "--help"])
      case _ where result.config.isEmpty: result.config = argument
      default:
        throw UsageError("one config is expected, but \(result.config) and \(argument) are given")
      }
    }
    guard !result.config.isEmpty else {
      throw UsageError("inspect needs a config, such as Configs/motif-2-sft-nano.json")
    }
    return .inspect(result)
  }

  static let inspectHelp = """
    motif-train inspect CONFIG [options]: the first batch, row by row, with what of it is trained.

      --stage NAME       the stage to look at, by name or number (the first that trains)
      --rows N           how many rows to show (4)
      --html FILE        write a page instead of coloured text
      --set KEY=VALUE    change one value of the config; repeatable

    Nothing is trained or written into the run's folder. Samples that data.selection would leave out are
    still there.
    """
}
