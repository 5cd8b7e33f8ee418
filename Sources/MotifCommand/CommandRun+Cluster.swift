internal import Foundation
internal import MotifCore
internal import MotifDistributed
internal import MotifOptimizer
internal import MotifTrainer

extension CommandRun {
  /// The plan of one stage of a config, for a cluster.
  private struct Stage: Encodable {
    let stage: String
    let plan: ClusterPlan
  }

  /// Tells what the models of a config take on a cluster, without making them.
  func planCluster(
    _ pipeline: PipelineConfig, _ arguments: Command.TrainArguments
  ) throws -> ExitCode {
    let constants =
      try arguments.cluster.isEmpty
      ? .h200
      : ClusterConstants(
        Array(FileOperations.system.read(arguments.cluster)), file: arguments.cluster)
    try signals.leavingAtOnce(.interrupted, "stopped") {
      let stages = try pipeline.stages.filter(\.kind.isTraining).map { stage in
        Stage(
          stage: stage.name, plan: try plan(stage.resolved, ranks: arguments.world, constants))
      }
      guard pipeline.isStaged else {
        let plan = stages[0].plan
        return try output.write(plan, text: ClusterPlanText(plan: plan).text)
      }
      try output.write(
        stages,
        text: stages.map { "stage \($0.stage)\n\(ClusterPlanText(plan: $0.plan).text)" }
          .joined(separator: "\n\n"))
    }
    return .done
  }

  /// Throws ``UsageError`` when the config's parallel section does not fit so many ranks.
  private func plan(
    _ resolved: ResolvedConfig, ranks: Int, _ constants: ClusterConstants
  ) throws -> ClusterPlan {
    let config = resolved.config
    do {
      return try ClusterPlan(
        resolved.model, on: config.parallel.mesh(of: ranks), constants, rule: config.rule.muon,
        config.parallel.muonOptions)
    } catch let error as ShardingError {
      throw UsageError("--world \(ranks): \(error)")
    }
  }
}
