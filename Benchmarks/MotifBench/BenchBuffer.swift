import MotifKernels
import MotifTensor

/// Float memory of a bench, from the pool that tensors come from, filled with small numbers that vary.
final class BenchBuffer: @unchecked Sendable {
  // Invariant behind @unchecked: a bench runs one body at a time; kernels split their own work.
  let pointer: UnsafeMutablePointer<Float>
  private let byteCount: Int

  init(_ count: Int) {
    byteCount = count * MemoryLayout<Float>.stride
    pointer = BufferPool.allocate(byteCount).bindMemory(to: Float.self, capacity: count)
    Self.fill(pointer, count)
  }

  /// Numbers of a short linear congruential sequence in −1 ..< 1.
  static func fill(_ pointer: UnsafeMutablePointer<Float>, _ count: Int, scale: Float = 1) {
    var state: UInt32 = 12_345
    for index in 0..<count {
      state = state &* 1_664_525 &+ 1_013_904_223
      pointer[index] = Float(Int32(bitPattern: state) >> 8) * 0x1p-23 * scale
    }
  }

  deinit { BufferPool.release(pointer, byteCount) }
}

extension Tensor {
  /// A tensor of the numbers of ``BenchBuffer/fill(_:_:scale:)``.
  init(benchShape shape: Shape, scale: Float) {
    self.init(repeating: 0, shape: shape)
    withUnsafeMutablePointer { BenchBuffer.fill($0, shape.count, scale: scale) }
  }
}
