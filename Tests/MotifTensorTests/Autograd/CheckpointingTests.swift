import MotifKernels
import MotifTestSupport
import Testing

@testable import MotifTensor

/// Bodies that run again in the backward pass: the bits of a plain pass, in less memory.
@Suite("Checkpointing") struct CheckpointingTests {
  enum Mode: String, CaseIterable { case none, selective, full, nested, selectiveInFull }

  static func run(_ mode: Mode, _ body: @escaping () -> Tensor) -> Tensor {
    switch mode {
    case .none: body()
    case .selective: selectivelyCheckpointed(body)
    case .full: checkpointed(body)
    case .nested: checkpointed { checkpointed(body).scaled(by: 1) }
    case .selectiveInFull: checkpointed { selectivelyCheckpointed(body) }
    }
  }

  /// Three residual layers with a tied head, over two micro-batches.
  ///
  /// Every layer uses its gain twice, its input on two ways and a tensor of the outer graph, which
  /// all layers share.
  private struct Network {
    let table = Self.parameter("table", [11, 9], .embedding)
    let gains = (0..<3).map { Self.parameter("gain\($0)", [9], .normGain) }
    let matrices = (0..<3).map { Self.parameter("matrix\($0)", [9, 9], .upProjection) }
    let poly = Self.parameter("poly", [3], .polyNormWeight)
    let bias = Self.parameter("bias", [1], .polyNormBias)

    static func parameter(_ name: String, _ shape: Shape, _ role: ParameterRole) -> Parameter {
      Parameter(ParameterSpec(name: name, shape: shape, role: role), value: .random(name, shape))
    }

    var parameters: [Parameter] { [table, poly, bias] + gains + matrices }

    func loss(_ ids: [Int], _ mode: Mode) -> Tensor {
      let tokens = TokenTensor(ids, shape: [ids.count])
      var h = table.tensor.gather(tokens)
      let shared = table.tensor.gather(TokenTensor(ids.reversed(), shape: [ids.count]))
      for (gain, matrix) in zip(gains, matrices) {
        h = run(mode) { [h] in
          let x = h.rmsNorm(weight: gain.tensor, epsilon: 1e-6)
          let gate = x.linear(matrix.tensor)
          let y = gate.polyNorm(
            weight: poly.tensor, bias: bias.tensor, epsilon: 1e-6, times: x.linear(matrix.tensor))
          let again = (y * shared).rmsNorm(weight: gain.tensor, epsilon: 1e-6)
          return h.adding(again.linear(matrix.tensor), scale: 0.7)
        }
      }
      return h.crossEntropy(head: table.tensor, labels: tokens, normalizer: 9)
    }

    /// The bits of the losses and of every gradient.
    func bits(_ mode: Mode) throws -> [[UInt32]] {
      var gradients = Gradients()
      let losses = [[1, 2, 6, 1, 10], [0, 3, 3, 9]].map { ids in
        let loss = loss(ids, mode)
        loss.backward(into: &gradients)
        return loss.item.bitPattern
      }
      return try [losses]
        + parameters.map { parameter in
          try #require(gradients[parameter], "\(parameter.name)").values.map(\.bitPattern)
        }
    }
  }

  @Test("losses and gradients have the bits of a plain pass", arguments: Mode.allCases)
  func sameBits(mode: Mode) throws {
    let network = Network()
    let plain = try network.bits(.none)
    #expect(try network.bits(mode) == plain)
    // What is frozen gets nothing, and changes nothing for the rest.
    network.gains[1].isTrainable = false
    network.matrices[0].isTrainable = false
    network.table.isTrainable = false
    func gradients(_ mode: Mode) -> [[UInt32]?] {
      let gradients = network.loss([4, 5, 6], mode).backward()
      return network.parameters.map { gradients[$0]?.values.map(\.bitPattern) }
    }
    let frozen = gradients(.none)
    #expect(frozen.count { $0 == nil } == 3)
    #expect(gradients(mode) == frozen)
  }

  @Test("gradients against central differences", arguments: Mode.allCases)
  func differences(mode: Mode) {
    let shape = MatrixShape(5, 7)
    let inputs: [(name: String, value: Tensor)] = [
      ("x", .random("checkpointed.x", [5, 7])), ("gain", .random("checkpointed.gain", [7])),
      ("weight", .random("checkpointed.weight", [3, 7])),
    ]
    expectOperation(
      "\(mode)", inputs,
      operation: { leaves in
        Self.run(mode) {
          leaves[0].rmsNorm(weight: leaves[1], epsilon: 0.0625).linear(leaves[2])
        }
      },
      reference: { x in
        let normed = RowOperationTests.rmsNorm(x[0], x[1], shape)
        return (0..<15).map { index in
          let (row, column) = (index / 3, index % 3)
          return zip(normed[7 * row..<7 * row + 7], x[2][7 * column..<7 * column + 7])
            .reduce(0.0) { $0 + $1.0 * $1.1 }
        }
      })
  }

  @Test("every operation that may be made again, one from another")
  func everyOperation() throws {
    let heads = AttentionHeads.differential(groups: 2, signalHeads: 2, keyGroups: 1, headDim: 4)
    let x = Tensor.random("x", [1, 7, 24]).tracked()
    let vectors = (0..<4).map { Tensor.random("λ\($0)", [4]).tracked() }
    let (gain, keyMap) = (Tensor.random("gain", [8]).tracked(), Tensor.random("k", [8, 24]))
    let (poly, bias) = (Tensor.random("poly", [3]).tracked(), Tensor([0.1]).tracked())
    let head = Tensor.random("head", [24, 32]).tracked()
    func gradients(_ mode: Mode) -> [[UInt32]?] {
      let result = Self.run(mode) {
        let attended = x.attention(
          keys: x.linear(keyMap), values: x.linear(keyMap), heads: heads)
        let combined = attended.output.differentialCombine(
          lambda: LambdaVectors(
            q1: vectors[0], k1: vectors[1], q2: vectors[2], k2: vectors[3], initial: 0.2),
          gain: gain, epsilon: 1e-5, heads: heads)
        // Made again from a result that is itself made again.
        let y = combined.polyNorm(weight: poly, bias: bias, epsilon: 1e-6)
        return y.linear(head)
          + y.linear(head).rmsNorm(weight: Tensor(repeating: 1, shape: [24]), epsilon: 1)
      }
      let gradients = (result * result).sum().backward()
      return ([x, gain, poly, bias, head] + vectors).map { gradients[$0]?.values.map(\.bitPattern) }
    }
    let plain = gradients(.none)
    #expect(!plain.contains(nil))
    for mode in Mode.allCases { #expect(gradients(mode) == plain, "\(mode)") }
  }

  @Test("a result takes part in the graph when a parameter does, and not without one")
  func origins() {
    let gain = Network.parameter("gain", [3], .normGain)
    let x = Tensor([1, 2, 3])
    func norm() -> Tensor { checkpointed { x.rmsNorm(weight: gain.tensor, epsilon: 1) } }
    #expect(norm().node?.parents.map(\.name) == ["gain"])
    #expect(withoutGradients { norm() }.node == nil)
    gain.isTrainable = false
    #expect(norm().node == nil)
    // A leaf of the body's own leads nowhere.
    let own = checkpointed { x.tracked().scaled(by: 2) }
    #expect(own.node == nil && own.values == [2, 4, 6])
  }

  @Test("a body that gives back what it captured, and one that makes leaves of its own")
  func unusualBodies() throws {
    let x = Tensor([1, 2, 3]).tracked()
    let doubled = x.scaled(by: 2)
    let same = checkpointed { doubled }
    #expect(try #require((same * same).sum().backward()[x]).values == [8, 16, 24])
    var gradients = Gradients()
    let sum = checkpointed { x.scaled(by: 2) + Tensor([5, 5, 5]).tracked().scaled(by: 3) }
    sum.sum().backward(into: &gradients)
    #expect(gradients[x]?.values == [2, 2, 2] && gradients.byNode.count == 1)
  }

  @Test("the body runs twice, its byproduct is that of the first run")
  func runs() throws {
    let x = Tensor([1, 2]).tracked()
    let counter = Counter()
    let (y, run) = checkpointed {
      counter.value += 1
      return (x.scaled(by: 3), counter.value)
    }
    #expect(counter.value == 1 && run == 1)
    let loss = y.sum()
    #expect(try #require(loss.backward()[x]).values == [3, 3])
    #expect(counter.value == 2 && run == 1)
    _ = withoutGradients { checkpointed { (x, counter.value += 1) } }
    #expect(counter.value == 3)
  }

  private final class Counter {
    var value = 0
  }

  @Test("a graph is used once, and a byproduct takes no part in it")
  func refused() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1, 2]).tracked()
      let loss = checkpointed { x.scaled(by: 3) }.sum()
      _ = loss.backward()
      _ = loss.backward()
    }
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1, 2]).tracked()
      let (_, byproduct) = checkpointed { (x, x.scaled(by: 3)) }
      _ = byproduct.sum().backward()
    }
  }

  @Test("what is kept: all, what is dear, or the input alone")
  func memory() async {
    await #expect(processExitsWith: .success) {
      let gain = Tensor(repeating: 1, shape: [1024]).tracked()
      let weight = Tensor(repeating: 0.1, shape: [1024, 1024]).tracked()
      let x = Tensor(repeating: 0.5, shape: [1024, 1024]).tracked()
      let block = 1024 * 1024 * 4
      func kept(_ mode: Mode) -> Int {
        let before = BufferPool.statistics.liveBytes
        let y = Self.run(mode) {
          let normed = x.rmsNorm(weight: gain, epsilon: 1e-6)
          let product = normed.linear(weight)
          return x + product.rmsNorm(weight: gain, epsilon: 1e-6).linear(weight)
        }
        let held = BufferPool.statistics.liveBytes - before
        _ = y.sum().backward()
        return held
      }
      func count(_ bytes: Int) -> Int { (bytes + block / 4) / block }
      // Two norms, the product between them, the result.
      #expect(count(kept(.none)) == 4)
      #expect(count(kept(.selective)) == 2)
      #expect(count(kept(.full)) == 1)
      #expect(count(kept(.nested)) == 1)
      func after(_ mode: Mode) -> Int {
        _ = kept(mode)
        return BufferPool.statistics.liveBytes
      }
      #expect(Set(Mode.allCases.map(after)).count == 1, "nothing stays behind")
    }
  }

  @Test("operands that no gradient reads are not kept")
  func unread() async {
    await #expect(processExitsWith: .success) {
      let size = 1 << 18
      let x = Tensor(repeating: 0.5, shape: [1, 64, 4096]).tracked()
      let table = RotaryTable(headDim: 4096, theta: 100, length: 64)
      let positions = TokenTensor(Array(0..<64), shape: [1, 64])
      let frozen = Tensor(repeating: 0.5, shape: [16, 4096])
      let before = BufferPool.statistics.liveBytes
      let y = (x.scaled(by: 2) + x.scaled(by: 3)).rotated(table, positions: positions, heads: 1)
        .reshaped([64, 4096]).linear(frozen)
      #expect(BufferPool.statistics.liveBytes - before < 4 * size)
      let loss = y.crossEntropy(
        head: Tensor(repeating: 0.1, shape: [7, 16]),
        labels: TokenTensor([Int](repeating: 3, count: 64), shape: [64]), normalizer: 64)
      #expect(loss.backward()[x] != nil)
    }
  }
}
