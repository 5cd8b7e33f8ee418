import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Layout operations") struct LayoutOperationTests {
  static let shapes: [Shape] = [[3, 5, 4], [1, 7, 1], [2, 1, 33], [9, 8, 3], [4, 31], [65]]

  /// Row-major numbers of a tensor by their index on every axis.
  private func index(_ shape: Shape, _ flat: Int) -> [Int] {
    var rest = flat
    return shape.dimensions.reversed().map { size in
      defer { rest /= size }
      return rest % size
    }.reversed()
  }

  private func flat(_ shape: Shape, _ index: [Int]) -> Int {
    zip(shape.dimensions, index).reduce(0) { $0 * $1.0 + $1.1 }
  }

  @Test("sum and mean over every axis, dropped or kept", arguments: shapes)
  func reductions(shape: Shape) {
    for axis in 0..<shape.rank {
      let size = shape[axis]
      var kept = shape.dimensions
      kept[axis] = 1
      let keptShape = Shape(kept)
      func sums(_ x: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: keptShape.count)
        for flat in 0..<shape.count {
          var index = index(shape, flat)
          index[axis] = 0
          result[self.flat(keptShape, index)] += x[flat]
        }
        return result
      }
      let x: [(name: String, value: Tensor)] = [("x", .random("axis", shape))]
      expectOperation(
        "sum over \(axis) of \(shape)", x, operation: { $0[0].sum(axis: axis) },
        reference: { sums($0[0]) })
      expectOperation(
        "mean over \(axis) of \(shape)", x,
        operation: { $0[0].mean(axis: axis - shape.rank, keepsAxis: true) },
        reference: { sums($0[0]).map { $0 / Double(size) } })
      #expect(x[0].value.sum(axis: axis, keepsAxis: true).shape == keptShape)
      var dropped = shape.dimensions
      dropped.remove(at: axis)
      #expect(x[0].value.mean(axis: axis).shape == Shape(dropped))
    }
  }

  @Test(
    "broadcasting",
    arguments: [
      ([5], [3, 5]), ([3, 1], [3, 5]), ([1], [7]), ([], [2, 3]), ([2, 1, 4, 1], [2, 3, 4, 5]),
      ([1, 4, 1], [6, 3, 4, 2]), ([2, 1, 1, 3], [2, 4, 5, 3]), ([3, 5], [3, 5]),
    ] as [(Shape, Shape)])
  func broadcast(from: Shape, to: Shape) {
    let missing = to.rank - from.rank
    expectOperation(
      "\(from) to \(to)", [("x", .random("broadcast", from))],
      operation: { $0[0].broadcast(to: to) },
      reference: { x in
        (0..<to.count).map { flat in
          let source = index(to, flat).dropFirst(missing)
          return x[0][self.flat(from, zip(source, from.dimensions).map { $1 == 1 ? 0 : $0 })]
        }
      })
    #expect(Tensor.random("broadcast", from).broadcast(to: to).shape == to)
  }

  @Test("slices along every axis, alone and overlapping", arguments: shapes)
  func slice(shape: Shape) throws {
    for axis in 0..<shape.rank {
      let size = shape[axis]
      for range in [0..<size, size / 2..<size, 0..<(size + 1) / 2] where !range.isEmpty {
        func sliced(_ x: [Double]) -> [Double] {
          (0..<shape.count).filter { range.contains(index(shape, $0)[axis]) }.map { x[$0] }
        }
        let x: [(name: String, value: Tensor)] = [("x", .random("slice", shape))]
        expectOperation(
          "\(range) on axis \(axis) of \(shape)", x,
          operation: { $0[0].slice(range, axis: axis) }, reference: { sliced($0[0]) })
        expectOperation(
          "twice \(range) on axis \(axis) of \(shape)", x,
          operation: { x in
            x[0].slice(range, axis: axis) + x[0].slice(range, axis: axis - shape.rank)
          }, reference: { sliced($0[0]).map { 2 * $0 } })
      }
      #expect(Tensor.random("slice", shape).slice(0..<0, axis: axis).count == 0)
    }
  }

  @Test(
    "concatenation along every axis is undone by slices", arguments: [[3, 5, 4], [1, 7], [9]])
  func concatenate(dimensions: [Int]) {
    for axis in dimensions.indices {
      func shape(_ size: Int) -> Shape {
        var sizes = dimensions
        sizes[axis] = size
        return Shape(sizes)
      }
      let (first, second) = (Tensor.random("first", shape(3)), Tensor.random("second", shape(2)))
      let joined = Tensor(concatenating: [first, second, first], axis: axis - dimensions.count)
      #expect(joined.shape == shape(8))
      #expect(joined.slice(0..<3, axis: axis).values == first.values)
      #expect(joined.slice(3..<5, axis: axis).values == second.values)
      #expect(joined.slice(5..<8, axis: axis).values == first.values)
      expectOperation(
        "concatenate on axis \(axis)", [("first", first), ("second", second)],
        operation: { Tensor(concatenating: [$0[0], $0[1], $0[0]], axis: axis) },
        reference: { x in
          (0..<joined.count).map { flat in
            var index = index(joined.shape, flat)
            let isSecond = (3..<5).contains(index[axis])
            index[axis] -= index[axis] < 3 ? 0 : isSecond ? 3 : 5
            return isSecond
              ? x[1][self.flat(second.shape, index)] : x[0][self.flat(first.shape, index)]
          }
        })
    }
  }

  @Test("transposes and other orders of the axes")
  func permute() {
    for (shape, axes) in [
      ([3, 5], [1, 0]), ([33, 17], [1, 0]), ([2, 5, 3, 4], [0, 2, 1, 3]),
      ([2, 5, 3, 4], [3, 0, 2, 1]),
    ] as [(Shape, [Int])] {
      let result = Shape(axes.map { shape[$0] })
      let x: [(name: String, value: Tensor)] = [("x", .random("permute", shape))]
      func reordered(_ x: [Double]) -> [Double] {
        (0..<result.count).map { flat in
          var source = [Int](repeating: 0, count: axes.count)
          for (axis, position) in zip(axes, index(result, flat)) { source[axis] = position }
          return x[self.flat(shape, source)]
        }
      }
      expectOperation(
        "\(shape) in the order \(axes)", x, operation: { $0[0].permuted(axes) },
        reference: { reordered($0[0]) })
      #expect(x[0].value.permuted(axes).shape == result)
      if axes == [1, 0] {
        #expect(x[0].value.transposed().values.doubles == reordered(x[0].value.values.doubles))
      }
    }
    let x = Tensor.random("permute", [2, 3, 4])
    #expect(x.transposed().shape == [2, 4, 3])
    #expect(x.transposed().transposed().values == x.values)
  }

  @Test("wrong axes and shapes stop the program")
  func refused() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).sum(axis: 1) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).slice(1..<3) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).broadcast(to: [2, 3]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor(repeating: 0, shape: [2, 3]).permuted([0, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor(concatenating: [Tensor([1]), Tensor(repeating: 0, shape: [1, 1])])
    }
  }

  @Test("seeded normal numbers: those of the counter, at any number of threads")
  func normal() {
    var random = CounterRandom(seed: 7, name: "w")
    let expected = (0..<5000).map { _ in Float(0.5 * random.normal()) }
    for result in withThreadCounts(
      [1, 3],
      { _ in
        Tensor(normal: [50, 100], scale: 0.5, seed: 7, name: "w")
      })
    {
      #expect(result.values == expected && result.shape == [50, 100])
    }
    #expect(Tensor(normal: [9], seed: 7, name: "w").values == expected[..<9].map { 2 * $0 })
    #expect(Tensor(normal: [9], seed: 8, name: "w").values != expected[..<9].map { 2 * $0 })
    #expect(Tensor(normal: [9], seed: 7, name: "v").values != expected[..<9].map { 2 * $0 })
  }
}
