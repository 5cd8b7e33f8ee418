internal import MotifKernels

extension Tensor {
  /// Rotates every head of `[batch, time, heads · headDim]` by the angle of its position.
  ///
  /// Half-split layout: `(a, b) → (a cos − b sin, b cos + a sin)` for the pair (p, p + d/2). The
  /// gradient is rotated back. Source: arXiv 2104.09864.
  public func rotated(_ table: RotaryTable, positions: TokenTensor, heads: Int) -> Tensor {
    precondition(
      shape.columns == heads * table.headDim && positions.count == shape.rows,
      "rotated: \(shape) with \(heads) heads of \(table.headDim) and \(positions.count) positions")
    precondition(
      positions.values.allSatisfy { $0 >= 0 && Int($0) < table.length },
      "rotated: position \(positions.values.max() ?? 0), the table has \(table.length)")
    let input = target
    func rotate(_ source: Tensor, inverse: Bool) -> Tensor {
      Tensor(shape: source.shape) { y in
        source.withUnsafePointer { x in
          table.cosines.withUnsafePointer { cosines in
            table.sines.withUnsafePointer { sines in
              Vectorized.rotary(
                x, y, rows: source.shape.rows, heads: heads, dim: table.headDim,
                positions: positions.values, cosines: cosines, sines: sines, inverse: inverse)
            }
          }
        }
      }
    }
    return rotate(self, inverse: false).recorded("rotary", from: [self]) { upstream, sink in
      sink.add(rotate(upstream, inverse: true), to: input)
    }
  }
}
