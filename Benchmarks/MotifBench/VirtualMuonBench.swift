import Foundation
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor

/// One step of Muon on the matrices of Motif-2-12.7B, in the ways of the report's table 4, on virtual
/// clocks that run as measured on H200.
struct VirtualMuonBench {
  /// A row of the table and what its clocks show.
  struct Result {
    let row: ParallelMuonBench.Row
    let schedule: VirtualSchedule
    let plan: OwnershipPlan

    var milliseconds: Double { schedule.seconds * 1e3 }
    var megabytes: Double { Double(schedule.peakBytes) / 1e6 }
    /// TFLOP/s of a rank by the report's count, each matrix counted once.
    var rate: Double {
      Double(plan.totalCost) / Double(plan.mesh.size) / schedule.seconds / 1e12
    }
  }

  let sharding: ModelSharding
  private let matrices: [Int]

  init(ranks: Int) throws(BenchError) {
    guard let config = ModelPresets.named("motif-2-12.7b") else {
      throw BenchError(description: "the preset motif-2-12.7b is missing")
    }
    do {
      sharding = try ModelSharding(config, on: Mesh(dpShard: ranks))
    } catch {
      throw BenchError(description: error.description)
    }
    matrices = Array(sharding.parameters.indices)
  }

  /// All rows.
  func results(
    warmup: Int = 5, on constants: ClusterConstants = .h200
  ) -> [Result] {
    ParallelMuonBench.rows.map { row in
      var options = row.options
      options.warmup = warmup
      let plans = sharding.ownership(of: matrices, Orthogonalization(), options)
      return Result(
        row: row, schedule: sharding.virtualStep(options, preset: .motif, on: constants),
        plan: plans[0].plan)
    }
  }

  /// The way in which training goes.
  var trained: VirtualSchedule { results()[3].schedule }
}
