/// The part of C under a tile of a bfloat16 product and how sums go into it.
///
/// Tiles compute `S = A·B` or `S += A·B`. With `alpha == 1` and `beta` 0 or 1 the sums of C themselves
/// are S, so that an element is one chain of sums over all of `k`; else S begins with zero in every
/// block of depth and `C = alpha · S + beta · C`. A tile that reaches beyond C works on a copy, with the
/// same bits.
struct PairTileOutput {
  let c: UnsafeMutablePointer<Float>
  let ldc: Int
  let alpha: Float
  let beta: Float
  let height: Int
  let width: Int
  /// Rows of a tile.
  let rows: Int

  /// Columns of a tile.
  private static var columns: Int { 32 }

  /// Whether sums go on from what C has.
  private var isChain: Bool { alpha == 1 && (beta == 0 || beta == 1) }

  /// Runs `multiply`, which writes or adds to a whole tile.
  @inline(__always)
  func write(
    _ multiply: (_ c: UnsafeMutablePointer<Float>, _ ldc: Int, _ accumulates: Bool) -> Void
  ) {
    if isChain && height == rows && width == Self.columns { return multiply(c, ldc, beta == 1) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 32 * Self.columns) { copy in
      guard let copy = copy.baseAddress else { return }
      let accumulates = isChain && beta == 1
      if accumulates {
        copy.initialize(repeating: 0, count: rows * Self.columns)
        forEachRow(copy) { c, sums in
          for column in 0..<width { sums[column] = c[column] }
        }
      }
      multiply(copy, Self.columns, accumulates)
      forEachRow(copy) { c, sums in
        if isChain {
          for column in 0..<width { c[column] = sums[column] }
        } else if beta == 0 {
          for column in 0..<width { c[column] = alpha * sums[column] }
        } else {
          for column in 0..<width {
            c[column] = (beta * c[column]).addingProduct(alpha, sums[column])
          }
        }
      }
    }
  }

  @inline(__always)
  private func forEachRow(
    _ copy: UnsafeMutablePointer<Float>,
    _ body: (_ c: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>) -> Void
  ) {
    for row in 0..<height { body(c + row * ldc, copy + row * Self.columns) }
  }
}
