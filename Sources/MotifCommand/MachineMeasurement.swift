internal import Foundation
internal import MotifConfig
internal import MotifCore
internal import MotifDistributed
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport
internal import MotifTrainer

/// Measures what tables 3 and 4 of the report are with a model on this machine.
enum MachineMeasurement {
  /// As many ranks as the report measured Parallel Muon on.
  private static let ranks = 8
  /// Rows of activations that are measured at most: a few milliseconds.
  private static let mostRows = 2048

  /// Keeps the account of the model of the last stage that trains beside its results, where they are and no
  /// account is; one that cannot be kept costs a sentence, which `tell` gets.
  static func keep(for pipeline: PipelineConfig, tell: (String) -> Void) {
    guard let stage = pipeline.stages.last(where: { $0.kind.isTraining }),
      stage.resolved.config.logging.report,
      FileManager.default.fileExists(atPath: RunReport.resultsPath(stage.folderPath)),
      MachineAccount(folder: stage.folderPath) == nil
    else { return }
    do {
      // The vocabulary is that of the run's tokenizer.
      let run = try ConfigLoader.load(path: RunFolder(path: stage.folderPath).configPath)
      let text = try account(of: run.model, tokens: run.config.training.tokensPerStep).json
      try DurableFile.replace(MachineAccount.path(stage.folderPath)) { file throws(FileError) in
        try file.append(text)
      }
    } catch { tell("no tables of kernels and of Muon: \(error)") }
  }

  /// The account of `model`, which takes batches of `tokens`.
  private static func account(of model: ModelConfig, tokens: Int) -> MachineAccount {
    let (rows, columns) = (min(tokens, mostRows), model.intermediateSize)
    let timing = model.hasPolyNorm ? PolyNormTiming(rows: rows, columns: columns).kernels : []
    let sharding = try? ModelSharding(model, on: Mesh(dpShard: ranks))
    return MachineAccount(
      rows: rows, columns: columns,
      kernels: timing.map {
        .init(
          name: $0.name, oneByOneSeconds: $0.oneByOne, fusedSeconds: $0.fused,
          published: $0.published)
      }, ranks: ranks, cluster: ClusterConstants.h200.name,
      ways: (sharding.map { MuonTable($0).rows() } ?? []).map {
        .init(
          name: $0.way.name, milliseconds: $0.milliseconds, megabytes: $0.megabytes,
          publishedMilliseconds: $0.way.published?.milliseconds,
          publishedMegabytes: $0.way.published?.megabytes)
      })
  }
}
