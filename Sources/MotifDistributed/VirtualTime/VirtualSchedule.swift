/// Plays the pipelines of Parallel Muon through on virtual clocks, without numbers.
///
/// Every rank has a queue for communication and one for computation. What stands on them, and in which
/// order, is what ``ChunkSchedule`` and ``OwnershipPlan`` say, the collectives with the counts of
/// ``ChunkExchange``. A collective begins when all ranks of its group have come to it and takes what
/// ``ClusterConstants`` says. Pipelines are played one after the other, as a step runs them.
///
/// Alive are: what a collective sends, from the rank's arrival to its end; what a gather receives, until
/// the owner has rebuilt the matrices from it; rebuilt matrices and the scratch of the largest one while
/// it computes; the results, which take the place of the rebuilt matrices, to the end of the scatter;
/// and what is received until the weights change. The same arguments give the same times.
///
/// Cost: O(ranks · (matrices + chunks)), and for owners O(ranks of a group) a matrix.
package struct VirtualSchedule: Sendable {
  /// The ranks, by number.
  package private(set) var ranks: [VirtualRank]
  /// The cluster.
  package let constants: ClusterConstants
  private let mesh: Mesh

  /// Clocks at zero.
  package init(on mesh: Mesh, _ constants: ClusterConstants) {
    ranks = Array(repeating: VirtualRank(), count: mesh.size)
    self.mesh = mesh
    self.constants = constants
  }

  // MARK: - What came out

  /// When the last rank is done, in seconds.
  package var seconds: Double { ranks.map(\.end).max() ?? 0 }

  /// The share of its time in which a rank does not compute, over all ranks: waiting, and communication
  /// that nothing hides.
  package var idleShare: Double {
    let seconds = seconds
    guard seconds > 0 else { return 0 }
    // Sums of the same times in another order may exceed them by their rounding.
    return max(
      0, 1 - ranks.reduce(0) { $0 + $1.computeSeconds } / (seconds * Double(ranks.count)))
  }

  /// The most bytes that one rank had alive.
  package var peakBytes: Int { ranks.map(\.peakBytes).max() ?? 0 }

  // MARK: - The ways of a step

  /// Plays one pipeline: each matrix has one owner; see ``ChunkSchedule`` for `warmup`.
  package mutating func play(_ plan: OwnershipPlan, warmup: Int) {
    var pipeline = VirtualPipeline(plan, groups: groups(of: plan), constants)
    for event in ChunkSchedule(chunks: plan.chunks.count, warmup: warmup).events {
      pipeline.play(event, on: &ranks)
    }
    pipeline.finish(on: &ranks)
    join()
  }

  /// Plays the way in which every rank gathers and orthogonalises every matrix, one after the other.
  package mutating func playRedundant(_ plan: OwnershipPlan) {
    let group = RankGrouping(mesh, along: plan.shardAxes)
    let size = constants.bytesPerElement
    for (matrix, slices) in plan.slices.enumerated() {
      let (rows, columns) = (slices.shape[0], slices.shape[1])
      let seconds = constants.orthogonalizationSeconds(rows: rows, columns: columns)
      let bytes = ranks.indices.map { slices.elementCount(of: $0) * size }
      let whole = rows * columns * size
      if group.memberCount > 1 {
        group.meet(
          .gather, matrix, on: &ranks, ready: ranks.map(\.end), bytes: bytes.map { whole - $0 },
          constants.collectiveSeconds, constants.allGatherBytesPerSecond)
      }
      for rank in ranks.indices {
        let gathered = ranks[rank].communicationEnd
        let span = ranks[rank].compute(matrix, seconds: seconds, after: gathered, constants)
        // What was sent and received, the matrix rebuilt from it, and scratch.
        ranks[rank].holds(
          bytes[rank] + 2 * whole + constants.scratchBytes(rows: rows, columns: columns))
        ranks[rank].update(matrix, after: span.end)
      }
    }
    join()
  }

  private func groups(of plan: OwnershipPlan) -> VirtualPipeline.Groups {
    .init(
      shards: RankGrouping(mesh, along: plan.shardAxes),
      replicas: RankGrouping(mesh, along: plan.replicaAxes))
  }

  private mutating func join() {
    for rank in ranks.indices { ranks[rank].join() }
  }
}
