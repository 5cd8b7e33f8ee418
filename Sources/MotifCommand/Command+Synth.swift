internal import MotifCore

extension Command {
  /// The arguments of making tasks.
  package struct SynthArguments: Sendable, Equatable {
    /// The family of tasks, or families in a row such as `modular(chain)`.
    package var family = ""
    /// The level; nil takes all in turn.
    package var level: Int?
    /// How many tasks to make.
    package var count = 10
    /// Which tasks to make.
    package var seed: UInt64 = 0
    /// The file to write; empty writes to the standard output.
    package var output = ""
    /// Tell the families there are, then stop.
    package var listsFamilies = false

    /// No arguments yet.
    package init() {}
  }

  /// What is written at its end has to fit into memory.
  private static let mostTasks = 1_000_000

  static func synth(_ arguments: [String]) throws(UsageError) -> Command {
    var result = SynthArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--family": result.family = try reader.value(of: argument)
      case "--level": result.level = try reader.number(of: argument, in: 0...Int.max)
      case "--count": result.count = try reader.number(of: argument, in: 1...mostTasks)
      case "--seed": result.seed = try reader.number(of: argument, in: 0...UInt64.max)
      case "--out": result.output = try reader.value(of: argument)
      case "--list": result.listsFamilies = true
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, synthOptions)
      default: throw UsageError("synth takes no \(argument); --family \(argument) names a family")
      }
    }
    guard result.listsFamilies || !result.family.isEmpty else {
      throw UsageError("synth needs --family NAME, such as zebra; --list tells the families")
    }
    return .synth(result)
  }

  private static let synthOptions = [
    "--family", "--level", "--count", "--seed", "--out", "--list", "--json", "--help",
  ]

  static let synthHelp = """
    motif-train synth --family NAME [options]: make tasks with steps and answers, a JSON object a line.

      --family NAME      the family, such as zebra; modular(chain) asks for a remainder of what a chain
                         gives, up to four families in a row
      --level N          the level, the easiest first; without it all levels in turn
      --count N          how many tasks to make, at most 1,000,000 (10)
      --seed S           which tasks to make; those of two seeds have nothing in common (0)
      --out FILE         where to write the lines; without it the standard output
      --list             the families with their levels and domains, then stop

    A line holds family, level, seed, prompt, completion (the steps and then the answer), answer, steps
    and what a verifier needs (metadata). The same family, level and seed give the same task again.
    """
}
