import MotifTensor

extension Tensor {
  /// An operation of one's own: `max(x, 0)²` (arXiv 2109.08668), with its gradient `2 max(x, 0) ∘ dy`.
  func squaredReLU() -> Tensor {
    func map(_ inputs: [Tensor], _ formula: (Float, Float) -> Float) -> Tensor {
      Tensor(shape: inputs[0].shape) { out in
        inputs[0].withUnsafePointer { x in
          inputs[inputs.count - 1].withUnsafePointer { dy in
            for index in 0..<inputs[0].count { out[index] = formula(x[index], dy[index]) }
          }
        }
      }
    }
    let kept = kept
    return map([self]) { x, _ in x > 0 ? x * x : 0 }
      .recorded("squaredReLU", from: [self]) { upstream, sink in
        sink.add(map([kept.tensor, upstream]) { x, dy in x > 0 ? 2 * x * dy : 0 }, to: kept.target)
      }
  }
}
