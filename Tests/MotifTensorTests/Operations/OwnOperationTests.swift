import MotifTensor
import MotifTestSupport
import Testing

/// Operations written as a user of the package writes them: this file sees what is public.
@Suite("Own operations") struct OwnOperationTests {
  @Test("the example of the documentation", arguments: MatrixShape.awkwardSizes)
  func example(count: Int) {
    expectOperation(
      "x³", [("x", .random("x", [count]))], operation: { $0[0].cubed() },
      reference: { x in x[0].map { $0 * $0 * $0 } })
  }

  @Test("a gradient that a kernel writes, then adds; one that is not wanted is not computed")
  func accumulated() throws {
    let x = Tensor.random("x", [9])
    expectOperation(
      "x · x³", [("x", x)], operation: { $0[0].timesCube($0[0]) },
      reference: { x in x[0].map { $0 * $0 * $0 * $0 } })
    let (leaf, frozen) = (x.tracked(), Tensor.random("y", [9]))
    let gradients = leaf.timesCube(frozen).sum().backward()
    #expect(try #require(gradients[leaf]).values == frozen.cubed().values)
    #expect(leaf.target.isWanted && !frozen.target.isWanted && frozen.target.shape == [9])
  }

  @Test("bits of a plain pass where the result or the body is made again")
  func again() throws {
    let (x, weight) = (Tensor.random("x", [5, 7]).tracked(), Tensor.random("w", [3, 7]).tracked())
    func bits(_ run: (@escaping () -> Tensor) -> Tensor) throws -> [[UInt32]] {
      let loss = run { x.cubed().cubed().linear(weight) }.sum()
      let gradients = loss.backward()
      return try [x, weight].map { try #require(gradients[$0]).values.map(\.bitPattern) }
    }
    let plain = try bits { $0() }
    #expect(try bits { selectivelyCheckpointed($0) } == plain)
    #expect(try bits { checkpointed($0) } == plain)
  }

  @Test("what a gradient computes is not recorded, even from tracked tensors")
  func unrecorded() throws {
    let x = Tensor([2]).tracked()
    let probe = Probe()
    let result = Tensor([6]).recorded("threefold", from: [x]) { upstream, sink in
      probe.inside = (x * x).node
      sink.add(3 * upstream, to: x.target)
    }
    #expect(try #require(result.backward()[x]).values == [3])
    #expect(probe.inside == nil && (x * x).node != nil)
  }

  @Test("a gradient of the wrong size stops the program")
  func wrongSize() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1, 2]).tracked()
      let result = Tensor([1, 2]).recorded("wrong", from: [x]) { _, sink in
        sink.add(Tensor([1, 2, 3]), to: x.target)
      }
      _ = result.sum().backward()
    }
  }

  private final class Probe: @unchecked Sendable {
    var inside: GradientNode?
  }
}

extension Tensor {
  /// `x³`, element by element; gradient `3 x² ∘ dy`.
  fileprivate func cubed() -> Tensor {
    let input = kept
    let result = input.tensor.cubes
    return result.recorded("cubed", from: [self], again: { input.tensor.cubes }) { upstream, sink in
      let x = input.tensor
      sink.add(3 * x * x * upstream, to: input.target)
    }
  }

  private var cubes: Tensor {
    Tensor(shape: shape) { y in
      withUnsafePointer { x in for i in 0..<count { y[i] = x[i] * x[i] * x[i] } }
    }
  }

  /// `x ∘ other³`, whose gradient to `x` a loop writes into place.
  fileprivate func timesCube(_ other: Tensor) -> Tensor {
    let (first, second) = (kept, other.kept)
    return (detached * other.detached.cubes).recorded("timesCube", from: [self, other]) {
      dy, sink in
      let (x, cubes) = (first.tensor, second.tensor.cubes)
      sink.accumulate(to: first.target) { dx, accumulate in
        dy.withUnsafePointer { dy in
          cubes.withUnsafePointer { c in
            for i in 0..<x.count { dx[i] = (accumulate ? dx[i] : 0) + dy[i] * c[i] }
          }
        }
      }
      let other = second.tensor
      sink.add(3 * x * other * other * dy, to: second.target)
    }
  }
}
