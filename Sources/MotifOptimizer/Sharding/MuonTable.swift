package import MotifDistributed
internal import MotifTensor

/// Table 4 of arXiv 2511.07464: the ways in which ranks share a step of Muon, played on virtual clocks.
package struct MuonTable: Sendable {
  /// A way to share the work.
  package struct Way: Sendable {
    /// Its name.
    package let name: String
    /// What it is to ``ParallelMuon``.
    package let options: ParallelMuonOptions
    /// What the report measured on eight H200 with Motif-2-12.7B.
    ///
    /// Milliseconds, megabytes and TFLOP/s of a rank; nil for a way that it does not have.
    package let published: (milliseconds: Double, megabytes: Double, rate: Double)?
  }

  /// What the clocks show of one way.
  package struct Row: Sendable {
    /// The way.
    package let way: Way
    /// The clocks of all ranks.
    package let schedule: VirtualSchedule
    /// Who owns which matrix.
    package let plan: OwnershipPlan

    /// Of a step.
    package var milliseconds: Double { schedule.seconds * 1e3 }
    /// The most that a rank's buffers take.
    package var megabytes: Double { Double(schedule.peakBytes) / 1e6 }
    /// TFLOP/s of a rank by the report's count, each matrix counted once.
    package var rate: Double {
      Double(plan.totalCost) / Double(plan.mesh.size) / schedule.seconds / 1e12
    }
  }

  /// The report's four ways, and the one that gives the next matrix to the rank with the least work.
  package static let ways: [Way] = {
    func way(
      _ name: String, _ published: (Double, Double, Double)?,
      _ change: (inout ParallelMuonOptions) -> Void
    ) -> Way {
      var options = ParallelMuonOptions()
      options.cost = .published(steps: 5)
      change(&options)
      return Way(name: name, options: options, published: published)
    }
    return [
      way("distributed", (1574.67, 832, 80)) { $0.mode = .distributed },
      way("parallel", (221.27, 11904, 571)) { $0.mode = .parallel },
      way("pipelined, unsorted", (262.83, 2894, 481)) { $0.assignment = .unsorted },
      way("pipelined, sorted", (216.46, 3904, 583)) { _ in },
      way("pipelined, least loaded", nil) { $0.assignment = .leastLoaded },
    ]
  }()

  private let sharding: ModelSharding

  /// The table of the hidden matrices of `sharding`, which all lie along the same axes.
  package init(_ sharding: ModelSharding) { self.sharding = sharding }

  /// All rows, with `warmup` chunks gathered and computed ahead.
  package func rows(warmup: Int = 5, on constants: ClusterConstants = .h200) -> [Row] {
    Self.ways.compactMap { way in
      var options = way.options
      options.warmup = warmup
      let plans = sharding.ownership(
        of: Array(sharding.parameters.indices), Orthogonalization(), options)
      return plans.first.map { ownership in
        Row(
          way: way, schedule: sharding.virtualStep(options, preset: .motif, on: constants),
          plan: ownership.plan)
      }
    }
  }
}
