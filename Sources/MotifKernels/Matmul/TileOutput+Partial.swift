internal import MotifVector

extension RegisterTile.TileOutput {
  /// Writes one row of a tile that reaches beyond the last column.
  @inline(never)
  func writePart(of sum0: Vector, _ sum1: Vector, _ c: UnsafeMutablePointer<Float>) {
    writePartial(c, sum0, count: min(width, vectorWidth))
    if width > vectorWidth {
      writePartial(c + vectorWidth, sum1, count: width - vectorWidth)
    }
  }

  @inline(__always)
  private func writePartial(_ c: UnsafeMutablePointer<Float>, _ sum: Vector, count: Int) {
    let alpha = Vector(repeating: alpha)
    if beta == 0 {
      storePartial(alpha * sum, c, 0, count: count)
    } else {
      let old = Vector(repeating: beta) * loadPartial(c, 0, count: count)
      storePartial(multiplyAdd(alpha, sum, old), c, 0, count: count)
    }
  }
}
