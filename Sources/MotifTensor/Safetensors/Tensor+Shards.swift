package import Foundation
package import MotifDistributed

extension Tensor {
  /// What a file holds of a tensor: a slice, and the bytes of its elements.
  package struct StoredShard {
    /// Which part of the tensor.
    package let slice: TensorSlice
    /// The type of its numbers.
    package let type: SafetensorsFile.ElementType
    /// Little-endian numbers of that type, as many as the slice has elements.
    package let bytes: Data

    /// A slice whose elements are `bytes` of a floating-point type.
    package init(_ slice: TensorSlice, _ type: SafetensorsFile.ElementType, bytes: Data) {
      precondition(
        type.isFloatingPoint && bytes.count == slice.elementCount * type.byteCount,
        "\(slice) of type \(type.rawValue) does not have \(bytes.count) bytes")
      (self.slice, self.type, self.bytes) = (slice, type, bytes)
    }
  }

  /// A tensor put together from `shards`, which hold each of its elements exactly once.
  ///
  /// Numbers go from the bytes to the tensor's own memory without a stop on the way. Cost: O(count).
  package init(shape: Shape, shards: [StoredShard]) {
    if let flaw = TensorSlice.flaw(of: shards.map(\.slice), covering: shape.dimensions) {
      preconditionFailure("a tensor of shape \(shape) cannot be put together: its \(flaw)")
    }
    self.init(shape: shape) { target in
      for shard in shards {
        let size = shard.type.byteCount
        shard.slice.forEachRun(in: shape.dimensions) { own, whole, count in
          let first = shard.bytes.startIndex + own * size
          SafetensorsFile.decode(
            shard.bytes[first..<first + count * size], shard.type,
            into: UnsafeMutableBufferPointer(start: target + whole, count: count))
        }
      }
    }
  }
}
