import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Row operations") struct RowOperationTests {
  static let shapes =
    MatrixShape.awkwardSizes.map { MatrixShape(2, $0) } + [MatrixShape(9, 7), MatrixShape(33, 3)]

  @Test("softmax", arguments: shapes)
  func softmax(shape: MatrixShape) {
    expectOperation(
      "softmax \(shape)", [("x", .random("softmax.x", [shape.rows, shape.columns], scale: 2))],
      operation: { $0[0].softmax() },
      reference: { x in
        written(shape.count) {
          Reference.softmax(x: x[0], rows: shape.rows, columns: shape.columns, y: $0)
        }
      })
  }

  @Test("rmsNorm", arguments: shapes)
  func rmsNorm(shape: MatrixShape) {
    let inputs: [(name: String, value: Tensor)] = [
      ("x", .random("rmsNorm.x", [shape.rows, 1, shape.columns])),
      ("weight", .random("rmsNorm.weight", [shape.columns])),
    ]
    expectOperation(
      "rmsNorm \(shape)", inputs,
      operation: { $0[0].rmsNorm(weight: $0[1], epsilon: 0.0625) },
      reference: { x in Self.rmsNorm(x[0], x[1], shape) })
  }

  static func rmsNorm(_ x: [Double], _ weight: [Double], _ shape: MatrixShape) -> [Double] {
    var r = [Double](repeating: .nan, count: shape.rows)
    return written(shape.count) {
      Reference.rmsNorm(
        x: x, weight: weight, epsilon: 0.0625, rows: shape.rows, columns: shape.columns, y: $0,
        inverseRMS: &r)
    }
  }

  @Test("rmsNorm gives a gain its gradient when the input has none, and the other way round")
  func rmsNormFrozen() throws {
    let (x, weight) = (Tensor.random("x", [3, 9]), Tensor.random("weight", [9]))
    func gradients(_ x: Tensor, _ weight: Tensor) -> [[Float]?] {
      let result = x.rmsNorm(weight: weight, epsilon: 0.0625)
      let gradients = (result * result).sum().backward()
      return [gradients[x]?.values, gradients[weight]?.values]
    }
    let both = gradients(x.tracked(), weight.tracked())
    #expect(try #require(both[0]).contains { $0 != 0 } && both[1] != nil)
    #expect(gradients(x, weight.tracked()) == [nil, both[1]])
    #expect(gradients(x.tracked(), weight) == [both[0], nil])
  }

  @Test("polyNorm, alone and times a factor", arguments: shapes, [false, true])
  func polyNorm(shape: MatrixShape, fused: Bool) {
    let size: Shape = [shape.rows, shape.columns]
    var inputs: [(name: String, value: Tensor)] = [
      ("x", .random("polyNorm.x", size)), ("weight", .random("polyNorm.weight", [3])),
      ("bias", .random("polyNorm.bias", [1])),
    ]
    if fused { inputs.append(("factor", .random("polyNorm.factor", size))) }
    expectOperation(
      "polyNorm \(shape)\(fused ? " fused" : "")", inputs,
      operation: { x in
        x[0].polyNorm(weight: x[1], bias: x[2], epsilon: 0.0625, times: fused ? x[3] : nil)
      },
      reference: { x in
        func run(_ factor: UnsafePointer<Double>?) -> [Double] {
          var r = [Double](repeating: .nan, count: 3 * shape.rows)
          return written(shape.count) {
            Reference.polyNorm(
              x: x[0], factor: factor, weight: x[1], bias: x[2][0], epsilon: 0.0625,
              rows: shape.rows, columns: shape.columns, y: $0, inverseRMS: &r)
          }
        }
        return fused ? x[3].withUnsafeBufferPointer { run($0.baseAddress) } : run(nil)
      })
  }
}
