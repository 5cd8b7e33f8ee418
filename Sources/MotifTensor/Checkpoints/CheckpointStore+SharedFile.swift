internal import Foundation
internal import MotifCore
package import MotifDistributed

extension CheckpointStore {
  /// A tensor of which this rank holds a slice.
  package struct SharedTensor: Sendable {
    /// Its name in the file.
    package let name: String
    /// The shape of the whole tensor.
    package let shape: Shape
    /// What this rank holds of it.
    package let slice: TensorSlice
    /// The numbers of the slice.
    package let value: Tensor
    /// Whether this rank writes them: the first of those that hold the slice.
    package let isWriter: Bool

    /// A tensor of which this rank holds `value`, the numbers of `slice`, which is nil for all of it.
    ///
    /// The slices of those that write hold each element of the tensor exactly once.
    package init(
      name: String, shape: Shape, slice: TensorSlice?, value: Tensor, isWriter: Bool
    ) {
      let slice = slice ?? TensorSlice(wholeOf: shape.dimensions)
      precondition(
        slice.lies(in: shape.dimensions) && value.shape == Shape(slice.extent),
        "\(name) has the shape \(shape), the slice from \(slice.start) on by \(slice.extent) does "
          + "not fit it, or the value of shape \(value.shape)")
      (self.name, self.shape, self.slice) = (name, shape, slice)
      (self.value, self.isWriter) = (value, isWriter)
    }
  }

  /// A safetensors file of float32 tensors that ranks write side by side, in the order given.
  package struct SharedFile: Sendable {
    /// The name inside the folder, such as `model.safetensors`.
    package let name: String
    /// Its tensors, on every rank the same ones in the same order.
    package let tensors: [SharedTensor]
    let writer: SafetensorsWriter

    /// A file of the given tensors.
    package init(_ name: String, tensors: [SharedTensor]) {
      precondition(CheckpointManifest.isPlainName(name), "\(name) cannot be a checkpoint file")
      (self.name, self.tensors) = (name, tensors)
      writer = File.writer(tensors.map { ($0.name, $0.shape) })
    }
  }
}

extension CheckpointStore.SharedFile {
  /// What the manifest says of its tensors.
  var entries: [String: CheckpointManifest.TensorEntry] {
    CheckpointStore.File.entries(writer, file: name)
  }

  /// Writes what this rank is to write into the file in `folder`, and forces it to the disk.
  func writeParts(to folder: String, _ operations: FileOperations) throws(FileError) {
    guard hasParts else { return }
    let file = try WritableFile(
      folder + "/" + name, byteCount: writer.byteCount, operations: operations)
    try forEachPart { bytes, offset, _ throws(FileError) in try file.write(bytes, at: offset) }
    try file.finish()
  }

  /// Throws ``FileError`` when what this rank has written is not what the file in `folder` holds.
  func compareParts(in folder: String, _ operations: FileOperations) throws(FileError) {
    guard hasParts else { return }
    let file = try operations.open(folder + "/" + name)
    var buffer = [UInt8](repeating: 0, count: Self.pieceSize)
    try buffer.withUnsafeMutableBufferPointer { pieces throws(FileError) in
      let buffer = UnsafeMutableRawBufferPointer(pieces)
      try forEachPart { bytes, offset, tensor throws(FileError) in
        for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
          let piece = UnsafeRawBufferPointer(rebasing: bytes[start...].prefix(Self.pieceSize))
          let read = UnsafeMutableRawBufferPointer(rebasing: buffer[..<piece.count])
          try file.read(from: offset + start, into: read)
          guard let own = piece.baseAddress, let found = read.baseAddress,
            memcmp(own, found, piece.count) == 0
          else {
            throw FileError(
              path: file.path,
              reason: "tensor \(tensor.name): what is read back is not what was written")
          }
        }
      }
    }
  }

  /// Bytes read back at a time; bounds the extra memory.
  private static let pieceSize = 1 << 16

  /// Whether this rank has anything to write.
  private var hasParts: Bool { tensors.contains { $0.isWriter && !$0.slice.isEmpty } }

  /// Calls `body` for every stretch of bytes that this rank writes, and where in the file it begins.
  private func forEachPart(
    _ body: (
      _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ tensor: CheckpointStore.SharedTensor
    ) throws(FileError) -> Void
  ) throws(FileError) {
    for (tensor, place) in zip(tensors, writer.places) where tensor.isWriter {
      var failure: FileError?
      tensor.value.withUnsafePointer { numbers in
        tensor.slice.forEachRun(in: tensor.shape.dimensions) { own, whole, count in
          guard failure == nil else { return }
          let run = UnsafeRawBufferPointer(
            UnsafeBufferPointer(start: numbers + own, count: count))
          do throws(FileError) {
            try body(run, place.offset + whole * place.tensor.type.byteCount, tensor)
          } catch {
            failure = error
          }
        }
      }
      if let failure { throw failure }
    }
  }
}
