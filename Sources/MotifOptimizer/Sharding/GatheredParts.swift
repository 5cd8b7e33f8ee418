internal import MotifCore
internal import MotifDistributed
internal import MotifModel
package import MotifTensor

/// FSDP: joins the parameters of one part of a model at a time, forward and backward.
///
/// A part is gathered in one collective when it is about to run, and the next one's gather is started
/// before, so that numbers travel while the part computes. After it has run forward its whole
/// parameters are freed; a gradient that reads them gathers the part once more, and with it the part
/// below. All ranks run the same parts in the same order, hence start the same gathers.
/// Source: ZeRO, arXiv 1910.02054, stage 3; torch FSDP2.
package final class GatheredParts: ParameterGathering {
  /// Which way a pass goes.
  package enum Direction {
    /// Through the parts, first to last.
    case forward
    /// Back, last to first.
    case backward
  }

  private struct Part {
    var rows: [JoinedRows]
    var pending: PendingExchange?
    var isJoined = false
  }

  private let sharding: ModelSharding
  private let rank: Int
  private let shards: TensorGroup
  private var parts: [Part] = []
  private var direction = Direction.forward

  /// The parts that `rank` of the mesh of `sharding` joins.
  ///
  /// - Parameter shards: the ranks of a replica that share parameters out.
  init(_ sharding: ModelSharding, rank: Int, over shards: TensorGroup) {
    self.sharding = sharding
    self.rank = rank
    self.shards = shards
  }

  package func prepare(_ parts: [[Parameter]]) {
    self.parts = parts.map { parameters in
      Part(
        rows: parameters.compactMap { parameter in
          sharding.number(of: parameter.name).flatMap {
            JoinedRows(parameter, $0, in: sharding, rank: rank)
          }
        })
    }
  }

  /// Begins a pass in one direction.
  func begin(_ direction: Direction) {
    self.direction = direction
    guard direction == .backward else { return }
    // The parts above the last block, norm and head, are read by no gradient.
    let lastBlock = parts.count - 3
    start(lastBlock)
  }

  package func enter(_ part: Int) {
    join(part)
    if direction == .forward { start(part + 1) }
  }

  package func leave(_ part: Int) {
    // Backward a part has run again, and its gradients are still to come.
    if direction == .forward { release(part) }
  }

  /// Ends both passes: what was gathered too early is waited for, and all parts are freed.
  func end() {
    for part in parts.indices {
      if let pending = parts[part].pending { _ = wait(pending) }
      parts[part].pending = nil
      release(part)
    }
  }

  /// Starts the gather of a part, unless it is under way or has been joined.
  private func start(_ part: Int) {
    guard parts.indices.contains(part), !parts[part].isJoined, parts[part].pending == nil,
      shards.size > 1, shards.failure == nil, !parts[part].rows.isEmpty
    else { return }
    let rows = parts[part].rows
    let counts = (0..<shards.size).map { rank in rows.reduce(0) { $0 + $1.counts[rank] } }
    let send = ExchangeBuffer(count: counts[shards.rank], .float32)
    var offset = 0
    for row in rows {
      send.write(row.parameter.value, at: offset)
      offset += row.counts[shards.rank]
    }
    let receive = ExchangeBuffer(count: counts.reduce(0, +), .float32)
    parts[part].pending = shards.communicator.startAllGather(send, receive, counts: counts)
  }

  /// Makes the parameters of a part whole.
  private func join(_ part: Int) {
    guard !parts[part].isJoined, shards.size > 1 else { return }
    if direction == .backward {
      // Every operation of the parts above has sent its gradients.
      for above in parts.indices.dropFirst(part + 1) { release(above) }
    }
    start(part)
    let received = parts[part].pending.flatMap { wait($0) }
    parts[part].pending = nil
    parts[part].isJoined = true
    var offsets = (0..<shards.size).map { rank in
      parts[part].rows.reduce(0) { $0 + $1.counts[rank] }
    }
    offsets = offsets.indices.map { offsets.prefix($0).reduce(0, +) }
    for row in parts[part].rows {
      let pieces = (0..<shards.size).map { (slice: row.box(of: $0), offset: offsets[$0]) }
      // After a failure any numbers do: nothing that is computed of them is used.
      let whole =
        received?.tensor(row.shape, of: pieces) ?? Tensor(repeating: 0, shape: row.shape)
      row.parameter.join(whole) { [unowned self] in
        join(part)
        if direction == .backward, part > 1 { start(part - 1) }
        return row.parameter.readable
      }
      for rank in offsets.indices { offsets[rank] += row.counts[rank] }
    }
    Trace.ended("gather")
  }

  private func wait(_ pending: PendingExchange) -> ExchangeBuffer? {
    var received: ExchangeBuffer?
    shards.perform { _ throws(CommunicatorError) in received = try pending.wait() }
    return received
  }

  private func release(_ part: Int) {
    guard parts[part].isJoined else { return }
    parts[part].isJoined = false
    for row in parts[part].rows { row.parameter.release() }
  }
}

extension GatheredParts {
  /// Runs `body`, which reads the first part: parameters of any number and kind, as a measurement does.
  func read<Result>(_ parameters: [Parameter], _ body: () throws -> Result) rethrows -> Result {
    prepare([parameters])
    enter(0)
    defer { leave(0) }
    return try body()
  }
}
