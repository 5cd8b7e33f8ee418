package import MotifDistributed
package import MotifTensor

extension ModelSharding {
  /// A step of Muon on all hidden matrices, played on virtual clocks: the plans that ``ParallelMuon``
  /// follows, in its order, without a number of the model.
  ///
  /// Weights that every rank holds whole are orthogonalised by every rank in the mode `base`.
  package func virtualStep(
    _ options: ParallelMuonOptions, preset: NewtonSchulzPreset, on constants: ClusterConstants
  ) -> VirtualSchedule {
    var schedule = VirtualSchedule(on: mesh, constants)
    for ownership in ownership(of: Array(parameters.indices), Orthogonalization(preset), options) {
      switch options.mode {
      case .base, .distributed: schedule.playRedundant(ownership.plan)
      case .parallel: schedule.play(ownership.plan, warmup: 0)
      case .parallelPipelined: schedule.play(ownership.plan, warmup: options.warmup)
      }
    }
    return schedule
  }
}
