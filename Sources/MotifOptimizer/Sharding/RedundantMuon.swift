internal import MotifCore
internal import MotifDistributed
internal import MotifTensor

/// Muon in which every rank orthogonalises every matrix.
///
/// Matrix by matrix: an all-gather of U over the ranks that hold its shards, O = NS(U) on each of them,
/// of which each keeps its slice. Where no axis cuts the matrices, the group is the rank alone and
/// nothing travels. Cost: every rank computes everything; one matrix at a time is in memory.
final class RedundantMuon: MuonExchange {
  private let ownership: ModelSharding.Ownership
  private let group: any Communicator
  private let rank: Int
  private let method: Orthogonalization
  private let format: ExchangeBuffer.Format
  private let meter: LiveBytes

  /// - Parameters:
  ///   - group: the ranks along the plan's shard axes.
  ///   - rank: this rank's number in the mesh.
  init(
    _ ownership: ModelSharding.Ownership, group: any Communicator, rank: Int,
    method: Orthogonalization, format: ExchangeBuffer.Format, meter: LiveBytes
  ) {
    self.ownership = ownership
    self.group = group
    self.rank = rank
    self.method = method
    self.format = format
    self.meter = meter
  }

  func directions(
    _ update: (_ parameter: Int) -> Tensor
  ) throws(CommunicatorError) -> [MuonResult] {
    let holders = ownership.plan.mesh.ranks(with: rank, along: ownership.plan.shardAxes)
    var results: [MuonResult] = []
    for (slices, parameter) in zip(ownership.plan.slices, ownership.parameters) {
      let counts = holders.map { slices.elementCount(of: $0) }
      let own = ExchangeBuffer(count: slices.elementCount(of: rank), format, countedBy: meter)
      own.write(update(parameter), at: 0)
      Trace.ended("Muon momentum")
      let whole = ExchangeBuffer(count: slices.elementCount, format, countedBy: meter)
      let gathered = try group.startAllGather(own, whole, counts: counts).wait()
      Trace.ended("gather")
      let matrix = GatheredMatrix(slices, heldBy: holders)
      let bytes = GatheredMatrix.peakBytes(of: [matrix])
      meter.add(bytes)
      matrix.note()
      own.write(slices.slice(of: rank), of: matrix.orthogonalized(from: gathered, method), at: 0)
      meter.add(-bytes)
      Trace.ended("Newton–Schulz")
      // What is kept until all matrices are there is no memory of the method.
      own.leaveMeter()
      if own.count > 0 {
        results.append(
          MuonResult(
            parameter: parameter, buffer: own, offset: 0,
            shape: Shape(slices.slice(of: rank).extent)))
      }
    }
    return results
  }
}
