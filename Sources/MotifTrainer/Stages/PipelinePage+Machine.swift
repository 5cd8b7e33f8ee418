internal import MotifCore
internal import MotifDistributed
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

extension PipelinePage {
  /// As many ranks as the report measured Parallel Muon on.
  private static let ranks = 8
  /// Rows of activations that are measured at most: a few milliseconds.
  private static let mostRows = 2048

  /// Measures the machine with the model of the last stage that trains, once that stage has ended.
  func keepMachine() throws {
    guard let stage = config.stages.last(where: { $0.kind.isTraining }),
      RunPage(of: RunFolder(path: stage.folderPath)).hasResults,
      MachineAccount(folder: stage.folderPath) == nil
    else { return }
    let tokens = stage.resolved.config.training.tokensPerStep
    let text = try Self.machine(of: model(of: stage), tokens: tokens).json
    try DurableFile.replace(MachineAccount.path(stage.folderPath)) { file throws(FileError) in
      try file.append(text)
    }
  }

  /// Measures what tables 3 and 4 of the report are with `model`, which takes batches of `tokens`.
  private static func machine(of model: ModelConfig, tokens: Int) -> MachineAccount {
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
