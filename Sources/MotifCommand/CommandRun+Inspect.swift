internal import Foundation
internal import MotifCore
internal import MotifReport
internal import MotifTrainer

extension CommandRun {
  /// Shows the first batch of a config, or of one of its stages.
  func inspect(_ arguments: Command.InspectArguments) throws {
    let pipeline = try ConfigLoader.pipeline(
      path: arguments.config, overrides: arguments.overrides)
    let stage = try Self.stage(arguments.stage, of: pipeline)
    let page = try arguments.html.isEmpty ? nil : named(arguments.html)
    let batch = try signals.leavingAtOnce(.interrupted, "stopped") {
      try BatchInspection(stage.resolved, output: .standardError)
        .batch(named: stage.name, rows: arguments.rows)
    }
    if let page {
      try page.write(batch.html)
      try output.write(batch, text: page.path)
    } else if output.isJSON {
      try output.write(batch, text: "")
    } else {
      // Texts have been made visible already; the colours must stay.
      let isTerminal = isatty(STDOUT_FILENO) == 1
      try StandardStreams.write(batch.text(isColored: isTerminal) + "\n", isVisible: true)
    }
  }

  /// The stage called `name`, or the first that trains.
  private static func stage(
    _ name: String, of pipeline: PipelineConfig
  ) throws(UsageError) -> PipelineConfig.Stage {
    let stages = pipeline.stages.filter(\.kind.isTraining)
    let found =
      name.isEmpty
      ? stages.first
      : stages.first { stage in
        stage.name == name || stage.name.drop(while: \.isNumber).dropFirst() == name
          || stage.name.prefix(while: \.isNumber) == name
      }
    guard let found else {
      throw UsageError(
        "no stage \(VisibleText.of(name)) trains; there are "
          + stages.map(\.name).joined(separator: ", "))
    }
    return found
  }
}
