internal import MotifVector

/// The three forms of product between a tile of keys and a block of lanes.
///
/// Keys before `limit(0)` concern every lane and go in one product; the rest of a tile on the
/// diagonal goes vector by vector.
extension LaneBlock {
  /// result[key, lane] = Σ_p keys[key · stride + p] · lanes[p, lane], p < depth.
  func scores(
    _ keys: UnsafePointer<Float>, stride: Int, depth: Int, _ lanes: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let (n, common) = (Self.capacity, limit(0))
    tileProduct(
      rows: common, vectors: vectors, depth: depth, a: keys, aRow: stride, aDepth: 1, b: lanes,
      bStride: n, c: result, cStride: n, accumulate: false)
    for vector in 1..<max(1, vectors) where limit(vector) > common {
      let column = vector * vectorWidth
      tileProduct(
        rows: limit(vector) - common, vectors: 1, depth: depth, a: keys + common * stride,
        aRow: stride, aDepth: 1, b: lanes + column, bStride: n, c: result + common * n + column,
        cStride: n, accumulate: false)
    }
  }

  /// result[p, lane] += Σ_key keys[key · stride + p] · weights[key, lane], p < width.
  func sumOverKeys(
    _ keys: UnsafePointer<Float>, stride: Int, width: Int, _ weights: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let (n, common) = (Self.capacity, limit(0))
    if common > 0 {
      tileProduct(
        rows: width, vectors: vectors, depth: common, a: keys, aRow: 1, aDepth: stride, b: weights,
        bStride: n, c: result, cStride: n, accumulate: true)
    }
    for vector in 1..<max(1, vectors) where limit(vector) > common {
      let column = vector * vectorWidth
      tileProduct(
        rows: width, vectors: 1, depth: limit(vector) - common, a: keys + common * stride, aRow: 1,
        aDepth: stride, b: weights + common * n + column, bStride: n, c: result + column,
        cStride: n, accumulate: true)
    }
  }

  /// result[key, p] += Σ_lane weights[key, lane] · lanes[lane, p], with rows of `width` numbers in
  /// `lanes` and `result`, a multiple of the vector width.
  func sumOverLanes(
    _ weights: UnsafePointer<Float>, _ lanes: UnsafePointer<Float>, width: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let n = Self.capacity
    var key = 0
    for vector in 0..<vectors where limit(vector) > key {
      // Keys from here up to this vector's limit are hidden from the vectors before it.
      let lane = vector * vectorWidth
      tileProduct(
        rows: limit(vector) - key, vectors: width / vectorWidth,
        depth: vectors * vectorWidth - lane,
        a: weights + key * n + lane, aRow: n, aDepth: 1, b: lanes + lane * width, bStride: width,
        c: result + key * width, cStride: width, accumulate: true)
      key = limit(vector)
    }
  }
}
