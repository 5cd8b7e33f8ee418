package import MotifDistributed
package import MotifTensor

/// How Muon's matrices are spread over ranks, and what travels; results depend on the format alone.
package struct ParallelMuonOptions: Sendable, Equatable {
  /// How the ranks share the work.
  package var mode = MuonMode.parallelPipelined
  /// Who owns which matrix, and in which order they are taken.
  package var assignment = OwnershipPlan.Assignment.sorted
  /// What a matrix counts as when work is spread; by default what it costs this package.
  package var cost: OrthogonalizationCost?
  /// The most matrices of a chunk of the pipeline; by default four for each owner.
  package var chunkSize: Int?
  /// How many chunks are gathered and computed ahead; 0 takes one chunk after the other.
  package var warmup = 5
  /// How matrices travel.
  ///
  /// Those that need not travel are rounded as well, so that the placement changes no bit.
  package var format = ExchangeBuffer.Format.bfloat16
  /// Whether replicas share the work rather than repeat it.
  package var sharesReplicas = true

  /// The report's values (arXiv 2511.07464).
  package init() {}
}
