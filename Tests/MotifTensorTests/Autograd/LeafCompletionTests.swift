import MotifTestSupport
import Testing

@testable import MotifTensor

/// When a leaf's gradient is complete: told once, after its last contribution, the last layer first.
@Suite("Leaf completion") struct LeafCompletionTests {
  /// Two layers and a head that shares its weight with the table.
  private struct Network {
    let table = parameter("table", [11, 9], .embedding)
    let gains = (0..<2).map { parameter("gain\($0)", [9], .normGain) }
    let matrices = (0..<2).map { parameter("matrix\($0)", [9, 9], .upProjection) }

    static func parameter(_ name: String, _ shape: Shape, _ role: ParameterRole) -> Parameter {
      Parameter(ParameterSpec(name: name, shape: shape, role: role), value: .random(name, shape))
    }

    var parameters: [Parameter] { [table] + gains + matrices }

    func loss(_ ids: [Int], _ mode: CheckpointingTests.Mode) -> Tensor {
      let tokens = TokenTensor(ids, shape: [ids.count])
      var h = table.tensor.gather(tokens)
      for (gain, matrix) in zip(gains, matrices) {
        h = CheckpointingTests.run(mode) { [h] in
          let x = h.rmsNorm(weight: gain.tensor, epsilon: 1e-6).linear(matrix.tensor)
          // The matrix is read twice in its layer.
          return h + x.silu().linear(matrix.tensor)
        }
      }
      return h.crossEntropy(head: table.tensor, labels: tokens, normalizer: 9)
    }
  }

  @Test(
    "the last layer first, each once and with all of its gradient; a tied weight after both uses",
    arguments: CheckpointingTests.Mode.allCases)
  func order(mode: CheckpointingTests.Mode) throws {
    let network = Network()
    let plain = network.loss([1, 2, 6, 1, 10], mode).backward()
    var told: [String] = []
    var gradients = Gradients()
    network.loss([1, 2, 6, 1, 10], mode).backward(into: &gradients) { leaf, gradient in
      told.append(leaf.name)
      // Complete: nothing is added to it afterwards.
      let parameter = network.parameters.first { $0.node === leaf }
      #expect(gradient?.values == parameter.flatMap { plain[$0]?.values }, "\(leaf.name)")
    }
    #expect(told == ["matrix1", "gain1", "matrix0", "gain0", "table"])
    for parameter in network.parameters {
      #expect(try #require(gradients[parameter]).values == plain[parameter]?.values)
    }
  }

  @Test(
    "what is told may be taken or changed, over two micro-batches",
    arguments: CheckpointingTests.Mode.allCases)
  func changed(mode: CheckpointingTests.Mode) throws {
    let network = Network()
    var plain = Gradients()
    var (gradients, counts, taken) = (Gradients(), [String: Int](), [[Float]]())
    for ids in [[1, 2, 6, 1, 10], [0, 3, 3, 9]] {
      network.loss(ids, mode).backward(into: &plain)
      network.loss(ids, mode).backward(into: &gradients) { leaf, gradient in
        counts[leaf.name, default: 0] += 1
        if leaf === network.table.node { taken.append(gradient.take()?.values ?? []) }
        if leaf.name == "gain0" { gradient?.scale(by: 2) }
      }
    }
    #expect(counts == ["matrix1": 2, "gain1": 2, "matrix0": 2, "gain0": 2, "table": 2])
    #expect(gradients[network.table] == nil && taken.count == 2)
    #expect(
      try #require(gradients[network.matrices[0]]).values == plain[network.matrices[0]]?.values)
    let first = try #require(network.loss([1, 2, 6, 1, 10], mode).backward()[network.table])
    #expect(taken[0] == first.values)
    // The first half was doubled in both passes.
    let gains = try #require(gradients[network.gains[0]]).values
    #expect(gains != plain[network.gains[0]]?.values)
  }

  @Test("a change is made in place")
  func inPlace() {
    let leaf = Tensor.random("leaf", [9]).tracked()
    var gradients = Gradients()
    (leaf * leaf).sum().backward(into: &gradients) { _, gradient in
      func place() -> UnsafePointer<Float>? { gradient?.withUnsafePointer { $0 } }
      let before = place()
      gradient?.scale(by: 2)
      #expect(place() == before)
    }
    #expect(gradients[leaf]?.values == leaf.values.map { 4 * $0 })
  }

  @Test("leaves to which nothing flows, frozen ones and a body's own are not told of")
  func silent() {
    let network = Network()
    network.matrices[1].isTrainable = false
    let unused = Tensor([1]).tracked(name: "unused")
    for mode in CheckpointingTests.Mode.allCases {
      var told: [String] = []
      var gradients = Gradients()
      let own = CheckpointingTests.run(mode) {
        unused.detached.scaled(by: 2) + Tensor([3]).tracked(name: "own")
      }
      (network.loss([1, 2], mode) + own.sum()).backward(into: &gradients) { leaf, _ in
        told.append(leaf.name)
      }
      let isOwn = mode == .none || mode == .selective
      #expect(told.sorted() == ["gain0", "gain1", "matrix0"] + (isOwn ? ["own"] : []) + ["table"])
    }
  }

  @Test("a leaf that is itself the loss, and one that a body gives back")
  func unusual() {
    var told: [String] = []
    func note(_ loss: Tensor) {
      var gradients = Gradients()
      loss.backward(into: &gradients) { leaf, gradient in
        told.append("\(leaf.name) \(gradient?.values ?? [])")
      }
    }
    let x = Tensor([3]).tracked(name: "x")
    note(x)
    note(checkpointed { x }.scaled(by: 2))
    note(x.scaled(by: 3) + checkpointed { x }.scaled(by: 2))
    note(x * x)
    #expect(told == ["x [1.0]", "x [2.0]", "x [5.0]", "x [6.0]"])
  }
}
