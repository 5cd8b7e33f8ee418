import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// A whole pass of split operations: what is kept, what is communicated, and a rank that fails.
@Suite("A tensor-parallel pass", .timeLimit(.minutes(1))) struct TensorParallelPassTests {
  enum Mode: CaseIterable { case none, selective, full }

  /// Counts the collectives of another communicator.
  private final class Counter: Communicator {
    private let base: any Communicator
    private(set) var count = 0
    init(_ base: any Communicator) { self.base = base }
    var rank: Int { base.rank }
    var size: Int { base.size }
    func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
      count += 1
      return base.start(collective, at: site)
    }
    func split(
      color: Int?, key: Int, at site: CallSite
    ) throws(CommunicatorError) -> (any Communicator)? {
      try base.split(color: color, key: key, at: site)
    }
    func fail(_ error: any Error, at site: CallSite) { base.fail(error, at: site) }
  }

  /// Embedding, a split feed-forward with PolyNorm, and the loss; gradients of all leaves.
  private static func pass(_ group: TensorGroup, _ mode: Mode) -> [[Float]] {
    let (words, width) = (group.share(of: 33), group.share(of: 9))
    typealias Pieces = TensorParallelTests
    let table = Pieces.rows(words, of: .random("pass.table", [33, 7])).tracked()
    let gate = Pieces.rows(width, of: .random("pass.gate", [9, 7])).tracked()
    let up = Pieces.rows(width, of: .random("pass.up", [9, 7])).tracked()
    let down = Pieces.columns(width, of: .random("pass.down", [7, 9])).tracked()
    let (gain, w) = (Tensor.random("pass.gain", [7]).tracked(), Tensor.random("w", [3]).tracked())
    let b = Tensor([0.125]).tracked()
    let ids = TokenTensor(randomIntegers(8, below: 33, "pass.ids"), shape: [8])
    func block(_ h: Tensor) -> Tensor {
      let x = h.rmsNorm(weight: gain, epsilon: 1e-5).shared(over: group)
      let y = x.linear(gate).polyNorm(
        weight: w, bias: b, epsilon: 1e-5, times: x.linear(up), columns: 9, over: group)
      return h + y.linear(down).summed(over: group)
    }
    func loss() -> Tensor {
      let h = table.gather(ids, tokens: words, over: group)
      let y = mode == .full ? checkpointed { block(h) } : block(h)
      return y.shared(over: group).crossEntropy(
        head: table, labels: ids, normalizer: 8, tokens: words, vocabulary: 33, over: group)
    }
    let result = mode == .selective ? selectivelyCheckpointed { loss() } : loss()
    let gradients = result.backward()
    return [result.values]
      + [table, gate, up, down, gain, w, b].map { gradients[$0]?.values ?? [] }
  }

  @Test("checkpointing changes no bits; what is made again selectively communicates nothing")
  func modes() throws {
    let found = try ThreadWorld(size: 3, deadline: 30).run { world in
      try Mode.allCases.map { mode -> ([[Float]], Int) in
        let counter = Counter(world)
        let group = TensorGroup(counter)
        let values = Self.pass(group, mode)
        try group.check()
        return (values, counter.count)
      }
    }
    for modes in found {
      #expect(modes[0].0.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isFinite) })
      #expect(modes[1].0 == modes[0].0 && modes[2].0 == modes[0].0)
      // Embedding, Σu², the block's sum, maxima and terms of one chunk; backward S and two sums.
      #expect(modes.map(\.1) == [8, 8, 10])
    }
  }

  @Test("one rank takes part in no collective") func alone() {
    let counter = Counter(SoloCommunicator())
    let values = Self.pass(TensorGroup(counter), .none)
    #expect(counter.count == 0 && values[0][0].isFinite)
    let x = Tensor([1, 2]).tracked()
    let group = TensorGroup(counter)
    #expect(x.summed(over: group).node === x.node && x.shared(over: group).node === x.node)
  }

  @Test("a rank that fails is the failure of the others' group", arguments: [2, 3, 4])
  func failure(ranks: Int) throws {
    struct Broken: Error {}
    let found = try ThreadWorld(size: ranks, deadline: 30).run { world -> String? in
      if world.rank == 1 {
        world.fail(Broken())
        return nil
      }
      let group = TensorGroup(world)
      _ = Self.pass(group, .full)
      return group.failure.map { "\($0)" }
    }
    for (rank, failure) in found.enumerated() where rank != 1 {
      #expect(failure?.contains("rank 1") == true, "\(failure ?? "no failure")")
    }
  }
}
