internal import MotifVector

/// A copy of a row-major array whose axes stand in another order.
///
/// Held without axes of size 1, and with neighbours that stay neighbours as one axis.
package struct AxisPermutation: Sendable {
  /// The sizes of the result.
  let dimensions: [Int]
  /// By axis of the result, how far apart its neighbours lie in the source.
  let strides: [Int]

  /// Axis j of the result is axis `axes[j]` of the source; `axes` must name every axis once.
  package init(source: [Int], axes: [Int]) {
    let apart = Self.rowMajor(source)
    var (dimensions, strides): ([Int], [Int]) = ([], [])
    for axis in axes where source[axis] != 1 {
      if let last = strides.last, last == apart[axis] * source[axis] {
        dimensions[dimensions.count - 1] *= source[axis]
        strides[strides.count - 1] = apart[axis]
      } else {
        dimensions.append(source[axis])
        strides.append(apart[axis])
      }
    }
    self.dimensions = dimensions
    self.strides = strides
  }

  /// The number of elements.
  var count: Int { dimensions.reduce(1, *) }

  /// By axis, how far apart neighbours of a row-major array lie.
  static func rowMajor(_ dimensions: [Int]) -> [Int] {
    var result = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      result[axis] = result[axis + 1] * dimensions[axis + 1]
    }
    return result
  }
}

extension Vectorized {
  private static let permutationChunk = 16_384

  /// Writes the elements of `a` in the order of `permutation`.
  ///
  /// Where the innermost axis stays innermost, runs of it are copied; else squares of it and of the
  /// axis that becomes innermost are transposed, one vector wide.
  package static func permute(
    _ a: UnsafePointer<Float>, _ permutation: AxisPermutation, out: UnsafeMutablePointer<Float>
  ) {
    guard permutation.count > 1 else {
      return out.update(from: a, count: permutation.count)
    }
    let (dimensions, strides) = (permutation.dimensions, permutation.strides)
    let outStrides = AxisPermutation.rowMajor(dimensions)
    let last = dimensions.count - 1
    // The axis whose neighbours are neighbours in the source.
    let near = strides.firstIndex(of: 1) ?? last
    let (columns, rows) = (dimensions[last], dimensions[near])
    let outer = dimensions.indices.filter { $0 != last && $0 != near }
    let count = outer.reduce(1) { $0 * dimensions[$1] }
    let numbers = near == last ? columns : rows * columns
    Parallel.forEachRange(count, chunk: max(1, permutationChunk / max(1, numbers))) { range in
      for index in range {
        var (rest, source, target) = (index, a, out)
        for axis in outer.reversed() {
          source += rest % dimensions[axis] * strides[axis]
          target += rest % dimensions[axis] * outStrides[axis]
          rest /= dimensions[axis]
        }
        if near == last {
          target.update(from: source, count: columns)
        } else {
          transpose(
            source, strides[last], rows: rows, columns: columns, target, outStrides[near])
        }
      }
    }
  }

  /// `out[r · outStride + c] = a[c · stride + r]`.
  private static func transpose(
    _ a: UnsafePointer<Float>, _ stride: Int, rows: Int, columns: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int
  ) {
    let width = vectorWidth
    // A whole column of tiles at a time: what is written lies in few lines of the cache.
    Parallel.forEachRange((rows + width - 1) / width, chunk: max(1, 1024 / max(1, columns))) {
      strips in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width * width) { buffer in
        guard let tile = buffer.baseAddress else { return }
        for r in Swift.stride(
          from: strips.lowerBound * width, to: min(rows, strips.upperBound * width), by: width)
        {
          for c in Swift.stride(from: 0, to: columns, by: width) {
            let (height, breadth) = (min(width, rows - r), min(width, columns - c))
            let source = a + c * stride + r
            let target = out + r * outStride + c
            guard height == width, breadth == width else {
              for i in 0..<height {
                for j in 0..<breadth { target[i * outStride + j] = source[j * stride + i] }
              }
              continue
            }
            transposeTile(source, stride, tile)
            for i in 0..<width { store(load(tile, i * width), target, i * outStride) }
          }
        }
      }
    }
  }
}
