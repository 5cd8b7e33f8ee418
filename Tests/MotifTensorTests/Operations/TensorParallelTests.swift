import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// Operations whose weights or rows are split over ranks give what one rank gives.
///
/// The bound is an error ratio: what the order of float32 sums changes, beside the largest number.
@Suite("Tensor parallelism", .timeLimit(.minutes(2))) struct TensorParallelTests {
  static let ratio = 2e-6
  static let sizes = [1, 7, 8, 9, 31, 33, 65]

  /// Ways to split `count` over `ranks`: evenly, all on the last, and all but one on the first.
  static func partitions(of count: Int, ranks: Int) -> [[Range<Int>]] {
    let even = (0..<ranks).map { count * $0 / ranks..<count * ($0 + 1) / ranks }
    let last = (0..<ranks).map { $0 == ranks - 1 ? 0..<count : 0..<0 }
    let first = (0..<ranks).map { rank in
      if rank == 0 { return 0..<(ranks == 1 ? count : count - 1) }
      return rank == ranks - 1 ? count - 1..<count : count - 1..<count - 1
    }
    return [even, last, first]
  }

  /// What each of the ranks finds, none of which may fail; the same bits a second time.
  static func run(
    _ ranks: Int, _ body: @escaping @Sendable (TensorGroup) -> [[Float]]
  ) throws -> [[[Float]]] {
    func once() throws -> [[[Float]]] {
      try ThreadWorld(size: ranks, deadline: 30).run { world in
        try ComputeThreads.withTeam(threads: 1) {
          let group = TensorGroup(world)
          let found = body(group)
          try group.check()
          return found
        }
      }
    }
    let first = try once()
    let again = try once()
    #expect(
      first.map { $0.map { $0.map(\.bitPattern) } }
        == again.map { $0.map { $0.map(\.bitPattern) } },
      "the same bits on repetition")
    return first
  }

  static func columns(_ range: Range<Int>, of tensor: Tensor) -> Tensor {
    let (values, width) = (tensor.values, tensor.shape.columns)
    let rows = tensor.shape.rows
    return Tensor(
      (0..<rows).flatMap { row in range.map { values[row * width + $0] } },
      shape: [rows, range.count])
  }

  static func rows(_ range: Range<Int>, of tensor: Tensor) -> Tensor {
    let width = tensor.shape.columns
    return Tensor(
      Array(tensor.values[range.lowerBound * width..<range.upperBound * width]),
      shape: [range.count, width])
  }

  static func total(_ parts: [[Float]]) -> [Float] {
    parts.dropFirst().reduce(parts[0]) { sum, part in zip(sum, part).map { $0 + $1 } }
  }

  static func expect(
    _ label: String, _ actual: [Float], _ expected: [Float], summands: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let comparison = Comparison(
      label, actual, expected.doubles, relative: ratio,
      absolute: max(1e-30, ratio * summands))
    #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
  }

  @Test("sum forward and identity backward, and the other way round", arguments: [1, 2, 3, 4])
  func conjugates(ranks: Int) throws {
    let found = try Self.run(ranks) { group in
      let x = Tensor([1, Float(group.rank)]).tracked()
      let dy = Tensor([3, Float(10 + group.rank)])
      let (summed, shared) = (x.summed(over: group), x.shared(over: group))
      return [
        summed.values, (summed * Tensor([3, 10])).sum().backward()[x]?.values ?? [],
        shared.values, (shared * dy).sum().backward()[x]?.values ?? [],
      ]
    }
    let ids = (0..<ranks).map { Float($0) }
    let sum = ids.reduce(0, +)
    for (rank, values) in found.enumerated() {
      #expect(values[0] == [Float(ranks), sum])
      #expect(values[1] == [3, 10])
      #expect(values[2] == [1, Float(rank)])
      #expect(values[3] == [3 * Float(ranks), Float(10 * ranks) + sum])
    }
  }

  @Test("PolyNorm of pieces of rows", arguments: sizes, [1, 2, 3, 4])
  func polyNorm(width: Int, ranks: Int) throws {
    for fused in [false, true] {
      let (x, m) = (Tensor.random("tp.x", [5, width]), Tensor.random("tp.m", [5, width]))
      let (dy, weight) = (Tensor.random("tp.dy", [5, width]), Tensor.random("tp.w", [3]))
      @Sendable func pass(_ piece: Range<Int>, _ group: TensorGroup?) -> [[Float]] {
        let leaves = [x, m].map { Self.columns(piece, of: $0).tracked() }
        let (w, b) = (weight.tracked(), Tensor([0.125]).tracked())
        let factor = fused ? leaves[1] : nil
        let y =
          group.map {
            leaves[0].polyNorm(
              weight: w, bias: b, epsilon: 0.0625, times: factor, columns: width, over: $0)
          } ?? leaves[0].polyNorm(weight: w, bias: b, epsilon: 0.0625, times: factor)
        let gradients = (y * Self.columns(piece, of: dy)).sum().backward()
        return [y.values] + (leaves + [w, b]).map { gradients[$0]?.values ?? [] }
      }
      let whole = pass(0..<width, nil)
      for pieces in Self.partitions(of: width, ranks: ranks) {
        let found = try Self.run(ranks) { pass(pieces[$0.rank], $0) }
        if ranks == 1 { #expect(found[0] == whole) }
        let names = ["y", "dx"] + (fused ? ["dm"] : [])
        for (index, name) in names.enumerated() {
          for (rank, piece) in pieces.enumerated() {
            let tensor = Tensor(whole[index], shape: [5, width])
            let expected = Self.columns(piece, of: tensor).values
            let bound = Self.ratio * Double(whole[index].map(abs).max() ?? 0)
            let worst = zip(found[rank][index], expected).map { Double(abs($0 - $1)) }.max() ?? 0
            #expect(
              found[rank][index].count == expected.count && worst <= bound, "\(name) \(worst)")
          }
        }
        Self.expect("dw", Self.total(found.map { $0[3] }), whole[3])
        // A sum that cancels is off by the rounding of its summands, γ = dy∘m.
        let gamma = fused ? dy * m : dy
        Self.expect(
          "db", Self.total(found.map { $0[4] }), whole[4],
          summands: gamma.values.reduce(0) { $0 + Double(abs($1)) })
      }
    }
  }

  @Test("cross-entropy of pieces of a head", arguments: sizes, [1, 2, 3, 4])
  func crossEntropy(vocabulary: Int, ranks: Int) throws {
    let (x, head) = (Tensor.random("tp.h", [9, 5]), Tensor.random("tp.head", [vocabulary, 5]))
    var ids = randomIntegers(9, below: vocabulary, "tp.labels")
    ids[2] = -100
    ids[3] = Int32(vocabulary - 1)
    let labels = TokenTensor(ids, shape: [9])
    // The z-loss keeps a vocabulary of one word from losses of zero.
    @Sendable func pass(_ tokens: Range<Int>, _ group: TensorGroup?) -> [[Float]] {
      let (x, head) = (x.tracked(), Self.rows(tokens, of: head).tracked())
      let loss =
        group.map {
          x.shared(over: $0).crossEntropy(
            head: head, labels: labels, normalizer: 6.5, zLoss: 0.01, tokens: tokens,
            vocabulary: vocabulary, over: $0)
        } ?? x.crossEntropy(head: head, labels: labels, normalizer: 6.5, zLoss: 0.01)
      let gradients = loss.scaled(by: 2).backward()
      return [loss.values, gradients[x]?.values ?? [], gradients[head]?.values ?? []]
    }
    let whole = pass(0..<vocabulary, nil)
    for pieces in Self.partitions(of: vocabulary, ranks: ranks) {
      let found = try Self.run(ranks) { pass(pieces[$0.rank], $0) }
      if ranks == 1 { #expect(found[0] == whole) }
      #expect(found.allSatisfy { $0[0] == found[0][0] && $0[1] == found[0][1] })
      Self.expect("loss", found[0][0], whole[0])
      Self.expect("dx", found[0][1], whole[1])
      Self.expect("dhead", found.flatMap { $0[2] }, whole[2])
    }
  }

  @Test("embedding of pieces of a table", arguments: sizes, [1, 2, 3, 4])
  func gather(vocabulary: Int, ranks: Int) throws {
    let (table, dy) = (Tensor.random("tp.t", [vocabulary, 3]), Tensor.random("tp.gy", [2, 5, 3]))
    let ids = TokenTensor(randomIntegers(10, below: vocabulary, "tp.ids"), shape: [2, 5])
    @Sendable func pass(_ tokens: Range<Int>, _ group: TensorGroup?) -> [[Float]] {
      let table = Self.rows(tokens, of: table).tracked()
      let y = group.map { table.gather(ids, tokens: tokens, over: $0) } ?? table.gather(ids)
      return [y.values, (y * dy).sum().backward()[table]?.values ?? []]
    }
    let whole = pass(0..<vocabulary, nil)
    for pieces in Self.partitions(of: vocabulary, ranks: ranks) {
      let found = try Self.run(ranks) { pass(pieces[$0.rank], $0) }
      for rank in found { #expect(rank[0] == whole[0]) }
      #expect(found.flatMap { $0[1] } == whole[1])
    }
  }
}
