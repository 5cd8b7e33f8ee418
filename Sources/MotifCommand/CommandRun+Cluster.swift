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
      let stages = try pipeline.stages.map { stage in
        let mesh = Mesh(dpShard: arguments.world)
        return Stage(
          stage: stage.name, plan: try ClusterPlan(stage.resolved.model, on: mesh, constants))
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
}
