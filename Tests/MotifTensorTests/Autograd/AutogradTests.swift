import Foundation
import MotifKernels
import MotifTensor
import MotifTestSupport
import Synchronization
import Testing

@Suite("Autograd") struct AutogradTests {
  private func parameter(
    _ name: String, _ shape: Shape, role: ParameterRole = .upProjection
  ) -> Parameter {
    Parameter(ParameterSpec(name: name, shape: shape, role: role), value: .random(name, shape))
  }

  @Test("two backward passes add up: every kind of parameter, in one micro-batch or two")
  func accumulation() throws {
    let table = parameter("table", [7, 9], role: .embedding)
    let gain = parameter("gain", [9], role: .normGain)
    let matrix = parameter("matrix", [8, 9])
    let head = parameter("head", [7, 8], role: .outputHead)
    func loss(_ ids: [Int], _ labels: [Int]) -> Tensor {
      table.tensor.gather(TokenTensor(ids, shape: [ids.count]))
        .rmsNorm(weight: gain.tensor, epsilon: 1e-6).linear(matrix.tensor)
        .crossEntropy(
          head: head.tensor, labels: TokenTensor(labels, shape: [labels.count]), normalizer: 5)
    }
    let whole = loss([1, 2, 6, 1, 0], [2, 6, 1, 0, 3]).backward()
    var parts = Gradients()
    loss([1, 2, 6], [2, 6, 1]).backward(into: &parts)
    loss([1, 0], [0, 3]).backward(into: &parts)
    for parameter in [table, gain, matrix, head] {
      let expected = try #require(whole[parameter]).values.doubles
      let comparison = Comparison(
        parameter.name, try #require(parts[parameter]).values, expected, relative: 1e-6,
        absolute: 1e-7)
      #expect(comparison.matches, "\(comparison)")
      let twice = Comparison(
        parameter.name, try #require(parts[parameter]).values, expected.map { 2 * $0 },
        relative: 1e-6, absolute: 1e-7)
      #expect(!twice.matches, "the check above must be able to fail")
    }
  }

  @Test("passes over leaves of their own add up, though a leaf that is gone leaves its address")
  func temporaryLeaves() throws {
    let weight = parameter("weight", [8, 9])
    var gradients = Gradients()
    var expected = [Double](repeating: 0, count: 72)
    for pass in 0..<30 {
      let x = Tensor.random("x\(pass)", [1 + pass % 5, 9]).tracked()
      (x * x).linear(weight.tensor).sum().backward(into: &gradients)
      for (index, number) in x.values.enumerated() {
        for row in 0..<8 { expected[row * 9 + index % 9] += Double(number * number) }
      }
      #expect(gradients[x]?.shape == x.shape)
    }
    let result = Comparison(
      "weight", try #require(gradients[weight]).values, expected, relative: 1e-5)
    #expect(result.matches, "\(result)")
  }

  @Test("a graph deeper than the stack is freed")
  func deepGraph() {
    let x = Tensor([1]).tracked()
    var sum = x
    for _ in 0..<100_000 { sum = sum + x }
    #expect(sum.backward()[x]?.values == [100_001])
    sum = x
    for _ in 0..<100_000 { sum = sum + x }
  }

  @Test("bodies on other threads record as the one that deals them does")
  func recordingOnThreads() {
    let x = Tensor([1, 2]).tracked()
    for isRecorded in [false, true] {
      let found = Mutex([Bool]())
      func all() {
        ComputeThreads.forEach(32) { _ in
          // Long enough for every thread to wake and take part.
          Thread.sleep(forTimeInterval: 0.001)
          let isNode = (x * x).node != nil
          found.withLock { $0.append(isNode) }
        }
      }
      if isRecorded { all() } else { withoutGradients { all() } }
      #expect(found.withLock { $0 } == [Bool](repeating: isRecorded, count: 32))
    }
  }

  @Test("taking and replacing a gradient")
  func takeAndSet() throws {
    let p = parameter("p", [3])
    var gradients = (p.tensor * p.tensor).sum().backward()
    gradients.set(Tensor([1, 2, 3]), for: p)
    #expect(try #require(gradients[p]).values == [1, 2, 3])
    #expect(gradients.take(p)?.values == [1, 2, 3])
    #expect(gradients[p] == nil && gradients.take(p) == nil)
  }

  @Test("a frozen parameter receives no gradient and keeps nothing of the graph")
  func frozen() throws {
    let (frozen, free) = (parameter("frozen", [9]), parameter("free", [9]))
    frozen.isTrainable = false
    #expect(frozen.tensor.node == nil)
    #expect((frozen.tensor * frozen.tensor).node == nil)
    let gradients = (frozen.tensor * free.tensor).sum().backward()
    #expect(gradients[frozen] == nil)
    #expect(try #require(gradients[free]).values == frozen.value.values)
  }

  @Test("a branch that ends nowhere costs nothing and changes nothing")
  func unusedBranch() throws {
    let p = parameter("p", [9])
    let used = p.tensor.scaled(by: 3)
    let unused = p.tensor * p.tensor
    let gradients = used.sum().backward()
    #expect(unused.node != nil)
    #expect(try #require(gradients[p]).values == [Float](repeating: 3, count: 9))
    #expect(gradients[unused] == nil && gradients[parameter("other", [9])] == nil)
  }

  @Test("withoutGradients records nothing, also when nested, and recording returns afterwards")
  func withoutRecording() {
    let p = parameter("p", [9])
    withoutGradients {
      #expect(p.tensor.node == nil)
      let leaf = Tensor([1, 2]).tracked()
      #expect((leaf * leaf).node == nil)
      withoutGradients { #expect(p.tensor.sum().node == nil) }
      #expect(p.tensor.sum().node == nil)
    }
    #expect(p.tensor.node != nil && p.tensor.sum().node != nil)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try withoutGradients { throw Stop() } }
    #expect(p.tensor.node != nil)
  }

  @Test("deep graphs do not recurse")
  func deep() throws {
    let leaf = Tensor(scalar: 1).tracked()
    var x = leaf
    for _ in 0..<20_000 { x = x.scaled(by: 1) }
    #expect(try #require(x.backward()[leaf]).item == 1)
  }

  @Test("the graph of a backward pass is consumed: a second pass through it stops the program")
  func secondPass() async {
    await #expect(processExitsWith: .failure) {
      let loss = Tensor([1, 2]).tracked().sum()
      _ = loss.backward()
      _ = loss.backward()
    }
  }
}
