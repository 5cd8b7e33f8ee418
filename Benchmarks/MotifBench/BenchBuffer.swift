import MotifKernels
import MotifTensor

/// Memory of a bench, from the pool that tensors come from, filled with small numbers that vary.
final class BenchArray<Element: BitwiseCopyable>: @unchecked Sendable {
  // Invariant behind @unchecked: a bench runs one body at a time; kernels split their own work.
  let pointer: UnsafeMutablePointer<Element>
  private let byteCount: Int

  /// The numbers of ``BenchNumbers``, stored by `element`.
  init(_ count: Int, storing element: (Float) -> Element) {
    byteCount = count * MemoryLayout<Element>.stride
    pointer = BufferPool.allocate(byteCount).bindMemory(to: Element.self, capacity: count)
    var numbers = BenchNumbers()
    for index in 0..<count { pointer[index] = element(numbers.next()) }
  }

  deinit { BufferPool.release(pointer, byteCount) }
}

/// Float memory of a bench.
typealias BenchBuffer = BenchArray<Float>

extension BenchArray where Element == Float {
  convenience init(_ count: Int) { self.init(count) { $0 } }

  /// Fills `pointer` with ``BenchNumbers`` times `scale`.
  static func fill(_ pointer: UnsafeMutablePointer<Float>, _ count: Int, scale: Float = 1) {
    var numbers = BenchNumbers()
    for index in 0..<count { pointer[index] = numbers.next() * scale }
  }
}

/// Numbers of a short linear congruential sequence in −1 ..< 1.
struct BenchNumbers {
  private var state: UInt32 = 12_345

  mutating func next() -> Float {
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(Int32(bitPattern: state) >> 8) * 0x1p-23
  }
}

extension Tensor {
  /// A tensor of the numbers of ``BenchNumbers`` times `scale`.
  init(benchShape shape: Shape, scale: Float) {
    self.init(repeating: 0, shape: shape)
    withUnsafeMutablePointer { BenchBuffer.fill($0, shape.count, scale: scale) }
  }
}
