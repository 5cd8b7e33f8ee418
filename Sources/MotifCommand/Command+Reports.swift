extension Command {
  /// The arguments of a comparison.
  package struct CompareArguments: Sendable, Equatable {
    /// The run folders, two or more.
    package var runs: [String] = []
    /// The page to write; empty writes none.
    package var html = ""

    /// No arguments yet.
    package init() {}
  }

  /// The arguments of a report.
  package struct ReportArguments: Sendable, Equatable {
    /// The run folder.
    package var run = ""
    /// The page to write; empty takes `report.html` in the run folder.
    package var html = ""

    /// No arguments yet.
    package init() {}
  }

  static func compare(_ arguments: [String]) throws(UsageError) -> Command {
    var result = CompareArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--html": result.html = try reader.value(of: argument)
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, ["--html", "--help"])
      default: result.runs.append(argument)
      }
    }
    guard result.runs.count >= 2 else {
      throw UsageError("compare needs the folders of two runs or more")
    }
    return .compare(result)
  }

  static func report(_ arguments: [String]) throws(UsageError) -> Command {
    var result = ReportArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--html": result.html = try reader.value(of: argument)
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, ["--html", "--help"])
      case _ where result.run.isEmpty: result.run = argument
      default:
        throw UsageError(
          "one run is expected, but \(result.run) and \(argument) are given; see compare")
      }
    }
    guard !result.run.isEmpty else {
      throw UsageError("report needs the folder of a run, such as runs/quickstart")
    }
    return .report(result)
  }
}
