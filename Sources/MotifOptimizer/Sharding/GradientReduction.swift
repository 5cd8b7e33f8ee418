internal import MotifDistributed
internal import MotifTensor

/// Sums gradients over the ranks that read different rows, each as soon as it is complete.
///
/// A gradient of a parameter that ranks share out is reduce-scattered in every micro-batch, so that no
/// rank holds a whole one for longer than the sum takes; the sums of a rank's part add up over the
/// micro-batches and are then summed over the replicas. A gradient of a parameter that every rank holds
/// adds up first and is summed once. Sums are taken in rank order in float32.
final class GradientReduction {
  private struct Pending {
    let parameter: Int
    let exchange: PendingExchange
  }

  private let parameters: [Parameter]
  private let rows: [JoinedRows?]
  private let groups: RankGroups
  private let byNode: [ObjectIdentifier: Int]
  /// By parameter, the sum so far of this rank's part.
  private var parts: [Tensor?]
  private var pending: [Pending] = []
  /// How many sums may be under way: each holds a gradient.
  private let limit = 16

  init(_ parameters: [Parameter], _ sharding: ModelSharding?, _ groups: RankGroups) {
    self.parameters = parameters
    self.groups = groups
    rows = parameters.map { parameter in
      guard let sharding, let index = sharding.number(of: parameter.name) else { return nil }
      return JoinedRows(parameter, index, in: sharding, rank: groups.rank)
    }
    byNode = Dictionary(
      uniqueKeysWithValues: parameters.enumerated().map { (ObjectIdentifier($1.node), $0) })
    parts = parameters.map { _ in nil }
  }

  /// Takes the gradient of a leaf that is complete in this micro-batch, if it is to be summed now.
  func take(_ leaf: GradientNode, _ gradient: inout Tensor?, isLast: Bool) {
    guard let index = byNode[ObjectIdentifier(leaf)], let value = gradient else { return }
    if let rows = rows[index] {
      start(index, value, over: groups.shards, counts: rows.counts)
    } else if isLast, groups.data.size > 1 {
      start(index, value, over: groups.data, counts: nil)
    } else {
      return
    }
    gradient = nil
  }

  /// Ends all sums and hands them over.
  func finish(into gradients: inout Gradients) {
    while !pending.isEmpty { endFirst() }
    for (index, parameter) in parameters.enumerated() {
      guard var part = parts[index] ?? gradients.take(parameter) else { continue }
      if rows[index] != nil { part = part.sum(over: groups.replicas) }
      if parameter.role.isPartialUnderTensorParallelism {
        part = part.sum(over: groups.tensorParallel)
      }
      gradients.set(part, for: parameter)
    }
    parts = parameters.map { _ in nil }
  }

  private func start(_ index: Int, _ gradient: Tensor, over group: TensorGroup, counts: [Int]?) {
    if pending.count >= limit { endFirst() }
    let send = ExchangeBuffer(count: gradient.count, .float32)
    send.write(gradient, at: 0)
    group.perform { communicator throws(CommunicatorError) in
      if let counts {
        let receive = ExchangeBuffer(count: counts[group.rank], .float32)
        pending.append(
          Pending(
            parameter: index,
            exchange: communicator.startReduceScatter(send, receive, counts: counts)))
      } else {
        pending.append(Pending(parameter: index, exchange: communicator.startSum(send)))
      }
    }
  }

  private func endFirst() {
    let first = pending.removeFirst()
    let group = rows[first.parameter] == nil ? groups.data : groups.shards
    group.perform { _ throws(CommunicatorError) in
      let received = try first.exchange.wait()
      let sum = received.tensor(parameters[first.parameter].spec.shape, at: 0)
      parts[first.parameter] = parts[first.parameter].map { $0 + sum } ?? sum
    }
  }
}
