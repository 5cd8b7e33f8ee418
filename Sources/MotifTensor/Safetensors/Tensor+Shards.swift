package import MotifCore
package import MotifDistributed

extension Tensor {
  /// What a file holds of a tensor: a slice, and where the bytes of its elements are.
  package struct StoredShard {
    /// Which part of the tensor.
    package let slice: TensorSlice
    /// The type of its numbers.
    package let type: SafetensorsFile.ElementType
    /// The file with little-endian numbers of that type, as many as the slice has elements.
    package let file: ReadableFile
    /// The first byte of the numbers.
    package let offset: Int

    /// A slice whose elements lie in `file` from byte `offset` on, of a floating-point type.
    package init(
      _ slice: TensorSlice, _ type: SafetensorsFile.ElementType, in file: ReadableFile,
      at offset: Int
    ) {
      precondition(type.isFloatingPoint, "\(slice) is of type \(type.rawValue)")
      (self.slice, self.type, self.file, self.offset) = (slice, type, file, offset)
    }
  }

  /// A tensor put together from `shards`, which hold each of its elements exactly once.
  ///
  /// Numbers go from the files to the tensor's own memory without a stop on the way. Cost: O(count).
  /// Throws ``FileError`` when they cannot be read.
  package init(shape: Shape, shards: [StoredShard]) throws(FileError) {
    if let flaw = TensorSlice.flaw(of: shards.map(\.slice), covering: shape.dimensions) {
      preconditionFailure("a tensor of shape \(shape) cannot be put together: its \(flaw)")
    }
    var failure: FileError?
    self.init(shape: shape) { target in
      for shard in shards {
        shard.slice.forEachRun(in: shape.dimensions) { own, whole, count in
          guard failure == nil else { return }
          do throws(FileError) {
            try SafetensorsFile.read(
              shard.file, from: shard.offset + own * shard.type.byteCount, shard.type,
              into: UnsafeMutableBufferPointer(start: target + whole, count: count))
          } catch {
            failure = error
          }
        }
      }
    }
    if let failure { throw failure }
  }
}
