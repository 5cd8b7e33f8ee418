import Foundation
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Functions and arithmetic of tensors") struct FunctionOperationTests {
  private func input(_ name: String, _ count: Int) -> (name: String, value: Tensor) {
    (name, .random("function.\(name)", [count]))
  }

  /// Positive numbers, none near zero.
  private func positive(_ name: String, _ count: Int) -> (name: String, value: Tensor) {
    let x = Tensor.random("function.\(name)", [count])
    return (name, Tensor(x.values.map { abs($0) + 0.25 }))
  }

  @Test("functions of one number", arguments: MatrixShape.awkwardSizes)
  func functions(count: Int) {
    let x = [input("x", count)]
    expectOperation(
      "exp", x, operation: { $0[0].exp() }, reference: { $0[0].map { Foundation.exp($0) } })
    expectOperation(
      "sigmoid", x, operation: { $0[0].sigmoid() },
      reference: { $0[0].map { 1 / (1 + Foundation.exp(-$0)) } })
    expectOperation(
      "tanh", x, operation: { $0[0].tanh() }, reference: { $0[0].map { Foundation.tanh($0) } })
    expectOperation(
      "silu", x, operation: { $0[0].silu() },
      reference: { $0[0].map { $0 / (1 + Foundation.exp(-$0)) } })
    expectOperation(
      "silu times a factor", x + [input("m", count)], operation: { $0[0].silu(times: $0[1]) },
      reference: { zip($0[0], $0[1]).map { $0 / (1 + Foundation.exp(-$0)) * $1 } })
    let p = [positive("p", count)]
    expectOperation(
      "log", p, operation: { $0[0].log() }, reference: { $0[0].map { Foundation.log($0) } })
    expectOperation(
      "squareRoot", p, operation: { $0[0].squareRoot() },
      reference: { $0[0].map { $0.squareRoot() } })
  }

  @Test("arithmetic with a number", arguments: MatrixShape.awkwardSizes)
  func scalars(count: Int) {
    let (x, p) = ([input("x", count)], [positive("p", count)])
    let cases: [(String, (Tensor) -> Tensor, (Double) -> Double)] = [
      ("x + 0.5", { $0 + 0.5 }, { $0 + 0.5 }), ("0.5 + x", { 0.5 + $0 }, { 0.5 + $0 }),
      ("x − 0.5", { $0 - 0.5 }, { $0 - 0.5 }), ("0.5 − x", { 0.5 - $0 }, { 0.5 - $0 }),
      ("−x", { -$0 }, { -$0 }), ("3x", { 3 * $0 }, { 3 * $0 }), ("x 3", { $0 * 3 }, { 3 * $0 }),
      ("x / 3", { $0 / 3 }, { $0 / 3 }),
    ]
    for (label, operation, reference) in cases {
      expectOperation(
        label, x, operation: { operation($0[0]) }, reference: { $0[0].map(reference) })
    }
    expectOperation(
      "3 / p", p, operation: { 3 / $0[0] }, reference: { $0[0].map { 3 / $0 } })
  }

  @Test("a quotient, of two tensors and of one by itself", arguments: MatrixShape.awkwardSizes)
  func quotient(count: Int) throws {
    let (a, b) = (input("a", count), positive("b", count))
    expectOperation(
      "a / b", [a, b], operation: { $0[0] / $0[1] },
      reference: { x in zip(x[0], x[1]).map { $0 / $1 } })
    expectOperation(
      "b / (b + 1)", [b], operation: { $0[0] / ($0[0] + 1) },
      reference: { x in x[0].map { $0 / ($0 + 1) } })
    // With one of the two alone, gradients have the same bits.
    let (ta, tb) = (a.value.tracked(), b.value.tracked())
    let both = (ta / tb).sum().backward()
    #expect(try #require((ta / b.value).sum().backward()[ta]).values == both[ta]?.values)
    #expect(try #require((a.value / tb).sum().backward()[tb]).values == both[tb]?.values)
  }

  @Test("bits of a plain pass where results are made again")
  func again() throws {
    let x = Tensor.random("function.again", [5, 33]).tracked()
    let weight = Tensor.random("function.weight", [33, 33]).tracked()
    func body() -> Tensor {
      let size = x * x + 0.1
      let row = size.mean(axis: -1, keepsAxis: true)
      let scaled = x.silu() / row.broadcast(to: x.shape)
      return (scaled + (2 / size.log().exp()).linear(weight)).silu(times: scaled).linear(weight)
    }
    func bits(_ run: (@escaping () -> Tensor) -> Tensor) throws -> [[UInt32]] {
      let gradients = run(body).sum().backward()
      return try [x, weight].map { try #require(gradients[$0]).values.map(\.bitPattern) }
    }
    let plain = try bits { $0() }
    #expect(try bits { selectivelyCheckpointed($0) } == plain)
    #expect(try bits { checkpointed($0) } == plain)
  }

  @Test("a SwiGLU block and a layer norm are a few lines")
  func blocks() throws {
    struct Ones: ParameterSource {
      func value(for spec: ParameterSpec) -> Tensor {
        Tensor(normal: spec.shape, scale: 0.5, seed: 1, name: spec.name)
      }
    }
    struct SwiGLU {
      let gate, up, down: Linear

      init(hidden: Int, width: Int, in scope: ParameterScope) throws {
        gate = try Linear(
          inputs: hidden, outputs: width, role: .gateProjection, in: scope.child("gate"))
        up = try Linear(inputs: hidden, outputs: width, role: .upProjection, in: scope.child("up"))
        down = try Linear(
          inputs: width, outputs: hidden, role: .downProjection, in: scope.child("down"))
      }

      func callAsFunction(_ x: Tensor) -> Tensor { down(gate(x).silu(times: up(x))) }
    }
    func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor) -> Tensor {
      let centred = x - x.mean(axis: -1, keepsAxis: true).broadcast(to: x.shape)
      let variance = (centred * centred).mean(axis: -1, keepsAxis: true)
      let normed = centred / (variance + 0.0625).squareRoot().broadcast(to: x.shape)
      return normed * gain.broadcast(to: x.shape) + bias.broadcast(to: x.shape)
    }
    let block = try SwiGLU(
      hidden: 5, width: 7, in: ParameterScope(store: ParameterStore(), source: Ones()))
    let weights = [block.gate, block.up, block.down].map { $0.weight.value.values.doubles }
    func product(_ x: [Double], _ w: [Double]) -> [Double] {
      let inputs = x.count
      return (0..<w.count / inputs).map { row in
        zip(x, w[row * inputs..<(row + 1) * inputs]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    expectOperation(
      "SwiGLU", [("x", .random("swiglu.x", [3, 5]))], operation: { block($0[0]) },
      reference: { x in
        (0..<3).flatMap { row in
          let x = Array(x[0][row * 5..<row * 5 + 5])
          let hidden = zip(product(x, weights[0]), product(x, weights[1])).map { g, u in
            g / (1 + Foundation.exp(-g)) * u
          }
          return product(hidden, weights[2])
        }
      })
    expectOperation(
      "layer norm",
      [
        ("x", .random("ln.x", [4, 9])), ("gain", .random("ln.g", [9])),
        ("bias", .random("ln.b", [9])),
      ],
      operation: { layerNorm($0[0], gain: $0[1], bias: $0[2]) },
      reference: { x in
        (0..<36).map { index in
          let row = x[0][index / 9 * 9..<index / 9 * 9 + 9]
          let mean = row.reduce(0, +) / 9
          let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 9
          return (x[0][index] - mean) / (variance + 0.0625).squareRoot() * x[1][index % 9]
            + x[2][index % 9]
        }
      })
  }
}
