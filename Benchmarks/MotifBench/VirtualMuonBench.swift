import Foundation
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor

/// One step of Muon on the matrices of Motif-2-12.7B, in the ways of the report's table 4, on virtual
/// clocks that run as measured on H200.
struct VirtualMuonBench {
  let sharding: ModelSharding

  init(ranks: Int) throws(BenchError) {
    guard let config = ModelPresets.named("motif-2-12.7b") else {
      throw BenchError(description: "the preset motif-2-12.7b is missing")
    }
    do {
      sharding = try ModelSharding(config, on: Mesh(dpShard: ranks))
    } catch {
      throw BenchError(description: error.description)
    }
  }

  /// All rows.
  func results(
    warmup: Int = 5, on constants: ClusterConstants = .h200
  ) -> [MuonTable.Row] {
    MuonTable(sharding).rows(warmup: warmup, on: constants)
  }

  /// The way in which training goes.
  var trained: VirtualSchedule { results()[3].schedule }
}
