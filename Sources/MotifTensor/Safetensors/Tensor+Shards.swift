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

  /// A slice of a tensor of `shape`, put together from `shards`, which hold each element of that tensor
  /// exactly once; nil for all of it.
  ///
  /// Numbers go from the files to the tensor's own memory without a stop on the way; those outside of
  /// the slice are not read. Cost: O(elements of the slice). Throws ``FileError`` when they cannot be
  /// read.
  package init(
    shape: Shape, slice: TensorSlice? = nil, shards: [StoredShard]
  ) throws(FileError) {
    if let flaw = TensorSlice.flaw(of: shards.map(\.slice), covering: shape.dimensions) {
      preconditionFailure("a tensor of shape \(shape) cannot be put together: its \(flaw)")
    }
    let held = slice ?? TensorSlice(wholeOf: shape.dimensions)
    precondition(
      held.lies(in: shape.dimensions), "\(held) is no part of a tensor of shape \(shape)")
    var failure: FileError?
    self.init(shape: Shape(held.extent)) { target in
      for shard in shards {
        shard.slice.intersection(held).forEachRun(from: shard.slice, to: held) {
          own, place, count in
          guard failure == nil else { return }
          do throws(FileError) {
            try SafetensorsFile.read(
              shard.file, from: shard.offset + own * shard.type.byteCount, shard.type,
              into: UnsafeMutableBufferPointer(start: target + place, count: count))
          } catch {
            failure = error
          }
        }
      }
    }
    if let failure { throw failure }
  }
}
