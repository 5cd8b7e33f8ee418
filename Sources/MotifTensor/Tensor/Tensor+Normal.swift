internal import MotifCore
internal import MotifKernels

extension Tensor {
  /// Normal random numbers times `scale`, the same for the same seed, name and shape.
  ///
  /// Number i is a function of (seed, name, i) alone; see `CounterRandom`. Give every tensor a name
  /// of its own: equal names give equal numbers. Cost O(count).
  public init(normal shape: Shape, scale: Double = 1, seed: UInt64, name: String) {
    let start = CounterRandom(seed: seed, name: name)
    self.init(shape: shape) { out in
      Parallel.forEachRange(shape.count, chunk: 1024) { range in
        var random = start
        // A normal number takes two draws.
        random.position = 2 * UInt64(range.lowerBound)
        for index in range { out[index] = Float(scale * random.normal()) }
      }
    }
  }
}
