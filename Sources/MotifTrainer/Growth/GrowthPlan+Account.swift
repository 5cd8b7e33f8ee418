internal import MotifCore
internal import MotifModel
internal import MotifReport

extension GrowthPlan {
  /// Writes what the growth has come to into `folder`, for the page of a run of stages.
  ///
  /// - Parameter check: how near the logits are; nil where they were not compared.
  func writeAccount(_ check: LogitCheck?, in folder: String, _ operations: FileOperations) throws {
    let account = try GrowthAccount(
      before: source.parameterCount, after: parameterCount, sizes: GrowthPlanText(self).sizes,
      difference: check?.relativeDifference, positions: check?.positions
    ).json
    try DurableFile.replace(GrowthAccount.path(folder), operations: operations) {
      file throws(FileError) in
      try file.append(account)
    }
  }
}
