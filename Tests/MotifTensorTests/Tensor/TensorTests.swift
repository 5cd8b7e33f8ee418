import MotifTensor
import MotifTestSupport
import Testing

@Suite("Tensor") struct TensorTests {
  @Test("a copy keeps its numbers when the other changes, and the other way round")
  func copyOnWrite() {
    var a = Tensor([1, 2, 3])
    let b = a
    a.scale(by: 2)
    #expect(a.values == [2, 4, 6] && b.values == [1, 2, 3])
    var c = a
    c.withUnsafeMutablePointer { $0[0] = 9 }
    #expect(a.values == [2, 4, 6] && c.values == [9, 4, 6])
    var view = a.reshaped([3, 1])
    view.scaleRows(by: [1, 0, -1])
    #expect(a.values == [2, 4, 6] && view.values == [2, 0, -6])
  }

  @Test("a tensor that nobody shares is changed in place, a shared one is not")
  func inPlace() {
    var a = Tensor([1, 2, 3])
    let before = a.withUnsafePointer { UInt(bitPattern: $0) }
    a.scale(by: 2)
    #expect(a.withUnsafePointer { UInt(bitPattern: $0) } == before)
    let b = a
    a.scale(by: 2)
    #expect(a.withUnsafePointer { UInt(bitPattern: $0) } != before)
    #expect(b.withUnsafePointer { UInt(bitPattern: $0) } == before)
  }

  @Test("what is written has no history; a graph keeps the numbers it saw")
  func writesLeaveTheGraph() throws {
    let leaf = Tensor([1, 2, 3]).tracked()
    let loss = (leaf * leaf).sum()
    var changed = leaf
    #expect(changed.node != nil)
    changed.scale(by: 100)
    #expect(changed.node == nil && leaf.detached.node == nil)
    #expect(try #require(loss.backward()[leaf]).values == [2, 4, 6])
  }

  @Test("shapes: rows, columns, negative indices, scalars")
  func shapes() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.count == 24 && shape.rows == 6 && shape.columns == 4 && shape.rank == 3)
    #expect(shape[0] == 2 && shape[-1] == 4 && shape[-3] == 2)
    #expect(shape.withColumns(5) == [2, 3, 5] && "\(shape)" == "[2, 3, 4]")
    let scalar: Shape = []
    #expect(scalar.count == 1 && scalar.rows == 1 && scalar.columns == 1)
    #expect(Tensor(scalar: 7).item == 7 && Tensor(scalar: 7).shape == scalar)
    #expect(Tensor(shape: [0, 3]) { _ in }.values.isEmpty)
  }

  @Test("slice copies rows of the outermost dimension")
  func slice() {
    let x = Tensor((0..<24).map(Float.init), shape: [4, 2, 3])
    #expect(x.slice(1..<3).shape == [2, 2, 3])
    #expect(x.slice(1..<3).values == (6..<18).map(Float.init))
    #expect(x.slice(3..<4).values == (18..<24).map(Float.init))
    #expect(x.slice(2..<2).shape == [0, 2, 3] && x.slice(2..<2).values.isEmpty)
    #expect(x.tracked().slice(0..<1).node != nil)
  }

  @Test("scaleRows takes equal shares of the elements as rows", arguments: [1, 7, 33])
  func scaleRows(columns: Int) {
    let factors: [Float] = [1, -2, 0.5]
    let x = Tensor.random("rows", [6, columns])
    var y = x
    y.scaleRows(by: factors)
    // Three factors over six rows: each scales a pair of rows, as one head of two does.
    let expected = x.values.enumerated().map { index, value in
      value * factors[index / (2 * columns)]
    }
    #expect(y.values == expected && y.shape == x.shape)
  }

  @Test("argmaxRows: the first of equals, every position, one column")
  func argmax() {
    let x = Tensor([3, 1, 3, -5, -2, -9, 0, 0, 0, 1, 2, 3], shape: [2, 2, 3])
    #expect(x.argmaxRows() == [0, 1, 0, 2])
    #expect(Tensor([4, 5], shape: [2, 1]).argmaxRows() == [0, 0])
  }

  @Test("isFinite finds one bad number anywhere", arguments: MatrixShape.awkwardSizes)
  func finite(count: Int) {
    let x = Tensor.random("finite", [count])
    #expect(x.isFinite)
    for value in [Float.nan, .infinity, -.infinity] {
      for index in Set([0, count / 2, count - 1]) {
        var bad = x
        bad.withUnsafeMutablePointer { $0[index] = value }
        #expect(!bad.isFinite, "\(value) at \(index)")
      }
    }
  }

  @Test(
    "squaredNorm is in Double: a 64 × 64 matrix of 1e18 has one", arguments: [1e18, 1e-25, 3e38])
  func squaredNorm(value: Float) {
    let matrix = Tensor([Float](repeating: value, count: 4096), shape: [64, 64])
    let expected = 4096 * Double(value) * Double(value)
    // Each of at most 4096 additions rounds by half an ulp of Double.
    #expect(abs(matrix.squaredNorm - expected) <= 2048 * 0x1p-52 * expected)
    #expect(matrix.isFinite)
  }

  @Test("squaredNorm keeps what Float would lose")
  func squaredNorm() {
    // In Float 2²⁴ + 1 is 2²⁴: 18 976 ones after the first run would be lost.
    var values = [Float](repeating: 0, count: 1024) + [Float](repeating: 1, count: 18_976)
    values[0] = 4096
    #expect(Tensor(values).squaredNorm == 4096 * 4096 + 18_976)
  }
}
