import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Product operations") struct ProductOperationTests {
  @Test("linear", arguments: [(1, 1, 1), (2, 7, 9), (1, 33, 8), (9, 8, 31), (3, 65, 2)])
  func linear(rows: Int, inputs: Int, outputs: Int) {
    let x = Tensor.random("linear.x", [rows, 2, inputs])
    let weight = Tensor.random("linear.weight", [outputs, inputs])
    #expect(x.linear(weight).shape == [rows, 2, outputs])
    expectOperation(
      "linear \(rows)×2×\(inputs) → \(outputs)", [("x", x), ("weight", weight)],
      operation: { $0[0].linear($0[1]) },
      reference: { x in
        written(2 * rows * outputs) {
          Reference.matmul(
            m: 2 * rows, n: outputs, k: inputs, a: x[0], lda: inputs, b: x[1], ldb: inputs,
            transposeB: true, c: $0, ldc: outputs)
        }
      })
  }

  @Test(
    "matrix product, all transposes", arguments: [(1, 1, 1), (7, 9, 8), (33, 2, 9), (8, 31, 1)],
    [(false, false), (false, true), (true, false), (true, true)])
  func product(size: (m: Int, n: Int, k: Int), transposed: (a: Bool, b: Bool)) {
    let (m, n, k) = size
    let a = Tensor.random("product.a", transposed.a ? [k, m] : [m, k])
    let b = Tensor.random("product.b", transposed.b ? [n, k] : [k, n])
    expectOperation(
      "\(m)×\(n)×\(k) \(transposed)", [("a", a), ("b", b)],
      operation: {
        $0[0].matrixProduct($0[1], transposed: transposed.a, otherTransposed: transposed.b)
      },
      reference: { x in
        written(m * n) {
          Reference.matmul(
            m: m, n: n, k: k, a: x[0], lda: a.shape.columns, transposeA: transposed.a, b: x[1],
            ldb: b.shape.columns, transposeB: transposed.b, c: $0, ldc: n)
        }
      })
  }

  @Test("a matrix times its own transpose: both gradients meet in one matrix")
  func gram() {
    expectOperation(
      "a aᵀ", [("a", .random("gram", [7, 9]))],
      operation: { $0[0].matrixProduct($0[0], otherTransposed: true) },
      reference: { x in
        written(49) {
          Reference.symmetricProduct(m: 7, k: 9, a: x[0], lda: 9, c: $0, ldc: 7)
        }
      })
    expectOperation(
      "a linear in itself", [("a", .random("gram", [8, 8]))],
      operation: { $0[0].linear($0[0]) },
      reference: { x in
        written(64) {
          Reference.symmetricProduct(m: 8, k: 8, a: x[0], lda: 8, c: $0, ldc: 8)
        }
      })
  }

  @Test("gather: repeated, missing and edge rows", arguments: [1, 7, 33])
  func gather(columns: Int) {
    let ids = TokenTensor([4, 0, 4, 10, 2, 4] as [Int], shape: [2, 3])
    let table = Tensor.random("table", [11, columns])
    #expect(table.gather(ids).shape == [2, 3, columns])
    expectOperation(
      "gather", [("table", table)], operation: { $0[0].gather(ids) },
      reference: { x in
        ids.values.flatMap { id in
          x[0][Int(id) * columns..<(Int(id) + 1) * columns]
        }
      })
  }
}
