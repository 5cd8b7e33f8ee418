internal import MotifCore
internal import MotifDistributed

extension CheckpointStore.File {
  /// A safetensors file of float32 tensors in the given order.
  ///
  /// The tensors are values: what training does to the model after this call does not change the file.
  /// Their numbers go to the file from where they are.
  package init(_ name: String, tensors: [(name: String, tensor: Tensor)]) {
    let values = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    let writer = Self.writer(tensors.map { ($0.name, $0.tensor.shape) })
    self.init(name, holding: Self.entries(writer, file: name)) { file throws(FileError) in
      try writer.write(into: file) { description, sink throws(FileError) in
        guard let tensor = values[description.name] else { return }
        try sink.append(tensor)
      }
    }
  }

  /// The bytes of a file of float32 tensors of the given names and shapes.
  package static func byteCount(of tensors: [(name: String, shape: Shape)]) -> Int {
    writer(tensors).byteCount
  }

  /// What a manifest says of the file `name` of float32 tensors of the given names and shapes.
  package static func entries(
    of tensors: [(name: String, shape: Shape)], file name: String
  ) -> [String: CheckpointManifest.TensorEntry] {
    entries(writer(tensors), file: name)
  }

  /// A file holds whole tensors, whoever wrote them: each is one shard.
  static func entries(
    _ writer: SafetensorsWriter, file name: String
  ) -> [String: CheckpointManifest.TensorEntry] {
    Dictionary(
      uniqueKeysWithValues: writer.places.map { tensor, offset in
        let whole = TensorSlice(wholeOf: tensor.shape)
        return (
          tensor.name,
          .init(
            type: tensor.type, shape: tensor.shape,
            shards: [.init(file: name, offset: offset, slice: whole)])
        )
      })
  }

  static func writer(_ tensors: [(name: String, shape: Shape)]) -> SafetensorsWriter {
    SafetensorsWriter(
      tensors.map { SafetensorsFile.Description(name: $0.name, shape: $0.shape.dimensions) },
      metadata: ["format": "pt"])
  }
}
