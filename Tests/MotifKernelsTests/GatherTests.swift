import MotifKernels
import MotifTestSupport
import Testing

@Suite("Gather") struct GatherTests {
  private let vocabulary = 11

  private func scatter<T: BinaryFloatingPoint>(
    _ dy: [Float], _ ids: [Int32], onto start: [Float], _ shape: MatrixShape, _ type: T.Type
  ) -> [T] {
    var table = numbers(start, as: T.self)
    Reference.scatterAdd(
      dy: numbers(dy, as: T.self), ids: ids, rows: shape.rows, columns: shape.columns,
      dtable: &table)
    return table
  }

  @Test("rows are copied bit by bit", arguments: MatrixShape.awkward + MatrixShape.large)
  func gather(shape: MatrixShape) {
    let table = randomNumbers(vocabulary * shape.columns, "gather.table.\(shape)")
    let ids = randomIntegers(shape.rows, below: vocabulary, "gather.ids.\(shape)")
    var (fast, slow) = (
      [Float](repeating: .nan, count: shape.count), [Float](repeating: 0, count: shape.count)
    )
    Vectorized.gather(table: table, ids: ids, rows: shape.rows, columns: shape.columns, y: &fast)
    Reference.gather(table: table, ids: ids, rows: shape.rows, columns: shape.columns, y: &slow)
    expectSameBits("gathered rows", fast, slow)
    for row in 0..<min(shape.rows, 9) {
      let id = Int(ids[row])
      #expect(fast[row * shape.columns] == table[id * shape.columns])
      #expect(fast[(row + 1) * shape.columns - 1] == table[(id + 1) * shape.columns - 1])
    }
  }

  @Test(
    "scatterAdd sums repeated ids onto what is there",
    arguments: MatrixShape.awkward + MatrixShape.large)
  func scatterAdd(shape: MatrixShape) {
    expectTwins(shape: shape.dimensions) { seed in
      let dy = randomNumbers(shape.count, "scatter.dy.\(shape)", seed: seed)
      let start = randomNumbers(
        vocabulary * shape.columns, "scatter.start.\(shape)", seed: seed)
      let ids = randomIntegers(
        shape.rows, below: vocabulary, "scatter.ids.\(shape)", seed: seed)
      var fast = start
      Vectorized.scatterAdd(
        dy: dy, ids: ids, rows: shape.rows, columns: shape.columns, dtable: &fast)
      let float = scatter(dy, ids, onto: start, shape, Float.self)
      expectSameBits("rows are added first to last", fast, float)
      let double = scatter(dy, ids, onto: start, shape, Double.self)
      return [Twin("dtable", fast, float: float, double: double)]
    }
  }

  @Test("one id for every row", arguments: MatrixShape.awkwardSizes)
  func sameId(rows: Int) {
    let shape = MatrixShape(rows, 9)
    var table = [Float](repeating: 0, count: vocabulary * 9)
    Vectorized.scatterAdd(
      dy: [Float](repeating: 1, count: shape.count), ids: [Int32](repeating: 10, count: rows),
      rows: rows, columns: 9, dtable: &table)
    #expect(table == [Float](repeating: 0, count: 90) + [Float](repeating: Float(rows), count: 9))
  }

  @Test("scatterAdd is the gradient of gather", arguments: MatrixShape.awkwardSizes)
  func gradient(columns: Int) {
    let shape = MatrixShape(7, columns)
    let table = randomNumbers(vocabulary * columns, "gather.gradient.table")
    let dy = randomNumbers(shape.count, "gather.gradient.dy")
    let ids: [Int32] = [3, 0, 3, 10, 3, 7, 0]
    let zero = [Float](repeating: 0, count: table.count)
    let weights = dy.doubles
    let link = ProofChain.gradient(
      "dtable", scatter(dy, ids, onto: zero, shape, Double.self), at: table.doubles
    ) { point in
      var y = [Double](repeating: 0, count: shape.count)
      Reference.gather(table: point, ids: ids, rows: 7, columns: columns, y: &y)
      return Reference.dot(y, weights, count: shape.count)
    }
    #expect(link.matches, "\(link)")
  }
}
