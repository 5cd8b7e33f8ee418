internal import MotifVector

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
