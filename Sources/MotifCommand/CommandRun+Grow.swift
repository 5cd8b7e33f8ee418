internal import MotifReport

extension CommandRun {
  /// Grows a model, or prints the plan of it.
  func grow(_ arguments: Command.GrowArguments) throws {
    let result = try GrowthRun(arguments, output: .standardError, signals: signals).run()
    try output.write(result, text: result.text)
  }
}
