package import MotifCore
package import MotifTensor

extension CheckpointStore.File {
  /// A safetensors file of float32 tensors in the given order.
  ///
  /// The tensors are values: what training does to the model after this call does not change the file.
  package init(_ name: String, tensors: [(name: String, tensor: Tensor)]) {
    let values = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    let writer = Self.writer(tensors.map { ($0.name, $0.tensor.shape) })
    self.init(name) { file throws(FileError) in
      try writer.write(into: file) { description, sink throws(FileError) in
        guard let tensor = values[description.name] else { return }
        try sink.append(tensor.values)
      }
    }
  }

  /// The bytes of a file of float32 tensors of the given names and shapes.
  static func byteCount(of tensors: [(name: String, shape: Shape)]) -> Int {
    writer(tensors).byteCount
  }

  private static func writer(_ tensors: [(name: String, shape: Shape)]) -> SafetensorsWriter {
    SafetensorsWriter(
      tensors.map { SafetensorsFile.Description(name: $0.name, shape: $0.shape.dimensions) },
      metadata: ["format": "pt"])
  }
}

extension SafetensorsFile {
  /// The tensor `name`, which must have `shape`.
  package func tensor(_ name: String, shape: Shape) throws(FileError) -> Tensor {
    _ = try entry(name, shape: shape.dimensions)
    return Tensor(try floats(name), shape: shape)
  }
}
