internal import MotifDistributed
package import MotifModel
package import MotifTensor

/// The whole model on rank 0, put together from the slices of all ranks when it is asked for.
///
/// Validation, samples and whatever else reads all of a model at once use it. Memory: the whole weights
/// once more on rank 0, unless that holds them anyway.
package struct GatheredModel {
  private let local: CausalLanguageModel
  private let whole: CausalLanguageModel?
  private let ranks: RankShare

  /// The model of which each rank holds its share.
  ///
  /// - Parameters:
  ///   - local: this rank's share.
  ///   - whole: on rank 0, the model that takes the numbers; `local` itself where each rank holds all.
  package init(
    of local: CausalLanguageModel, into whole: CausalLanguageModel?, _ ranks: RankShare
  ) {
    (self.local, self.whole, self.ranks) = (local, whole, ranks)
  }

  /// On rank 0, the model that has the numbers since they were last put together.
  package var target: CausalLanguageModel? { ranks.rank == 0 ? whole : nil }

  /// A model that each rank of `group` holds whole.
  package init(_ model: CausalLanguageModel, over group: TensorGroup = TensorGroup()) {
    self.init(of: model, into: model, RankShare(replicasOf: model, over: group))
  }

  /// Puts the model together, all ranks at the same place; nil on other ranks than 0.
  ///
  /// A rank that was lost is told of by the next check of the ranks. Cost: the weights travel once.
  package func callAsFunction() -> CausalLanguageModel? {
    guard !ranks.holdsAll, let sharding = ranks.sharding else {
      return ranks.groups.rank == 0 ? local : nil
    }
    whole?.rotaryBase = local.rotaryBase
    for parameter in local.parameters.parameters {
      guard let index = sharding.number(of: parameter.name) else { continue }
      let value = gather(parameter, sharding.slices[index])
      guard let value, let target = whole?.parameters[parameter.name] else { continue }
      target.value = value
    }
    return whole
  }

  private func gather(_ parameter: Parameter, _ slices: ShardSlices) -> Tensor? {
    let world = ranks.groups.world
    guard !slices.shardAxes.isEmpty else { return parameter.value }
    let counts = (0..<world.size).map { slices.isFirstHolder($0) ? slices.elementCount(of: $0) : 0 }
    let send = ExchangeBuffer(count: counts[world.rank], .float32)
    if counts[world.rank] > 0 { send.write(parameter.value, at: 0) }
    let isRoot = world.rank == 0
    let receive = ExchangeBuffer(count: isRoot ? counts.reduce(0, +) : 0, .float32)
    var sendCounts = [Int](repeating: 0, count: world.size)
    sendCounts[0] = counts[world.rank]
    let receiveCounts = isRoot ? counts : counts.map { _ in 0 }
    var result: Tensor?
    world.perform { communicator throws(CommunicatorError) in
      let received = try communicator.startAllToAllV(
        send, sendCounts: sendCounts, receive, receiveCounts: receiveCounts
      ).wait()
      guard isRoot else { return }
      var offset = 0
      let pieces = counts.indices.filter { counts[$0] > 0 }.map { rank in
        defer { offset += counts[rank] }
        return (slice: slices.slice(of: rank), offset: offset)
      }
      result = received.tensor(Shape(slices.shape), of: pieces)
    }
    return result
  }
}
