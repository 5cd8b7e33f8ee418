internal import MotifCore
package import MotifDistributed

extension CheckpointManifest {
  /// What a checkpoint holds of a tensor: what it is, and which files hold which part of it.
  package struct TensorEntry: Equatable, Sendable {
    /// The type of its numbers in the files.
    package let type: SafetensorsFile.ElementType
    /// The shape of the whole tensor.
    package let shape: [Int]
    /// Its parts, which together hold every element exactly once.
    package var shards: [Shard]

    /// A tensor of the given type and shape in `shards`.
    package init(type: SafetensorsFile.ElementType, shape: [Int], shards: [Shard]) {
      (self.type, self.shape, self.shards) = (type, shape, shards)
    }
  }

  /// A part of a tensor in one file: the numbers of a slice, one after the other, row-major.
  package struct Shard: Equatable, Sendable {
    /// The file.
    package let file: String
    /// Where the numbers begin, in bytes from the start of the file.
    package let offset: Int
    /// Which part of the tensor they are.
    package let slice: TensorSlice

    /// The numbers of `slice` in `file` from byte `offset` on.
    package init(file: String, offset: Int, slice: TensorSlice) {
      (self.file, self.offset, self.slice) = (file, offset, slice)
    }
  }
}

extension CheckpointManifest.TensorEntry {
  /// What is wrong with the tensor in a checkpoint of `files`, nil when its shards lie in them and
  /// hold each of its elements exactly once.
  ///
  /// Cost: O(n²) for n shards at worst, see ``TensorSlice``.
  package func flaw(in files: [String: CheckpointManifest.File]) -> String? {
    var bytes = type.byteCount
    for size in shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflows else { return "its shape is \(shape)" }
      bytes = product
    }
    if let flaw = TensorSlice.flaw(of: shards.map(\.slice), covering: shape) {
      return "its " + flaw
    }
    for (index, shard) in shards.enumerated() {
      guard let size = files[shard.file]?.bytes else {
        return "its shard \(index) is in \(JSONNode.quoted(shard.file)), which is no file of the "
          + "checkpoint"
      }
      let length = shard.slice.elementCount * type.byteCount
      guard shard.offset >= 0, shard.offset <= size, length <= size - shard.offset else {
        return "its shard \(index) has \(length) bytes from byte \(shard.offset) on, "
          + "\(shard.file) has \(size)"
      }
    }
    return nil
  }
}

extension CheckpointManifest.TensorEntry: Decodable {
  private enum CodingKeys: String, CodingKey {
    case dtype, shape, shards
  }

  /// Reads the form that ``CheckpointManifest/text`` writes.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .dtype)
    guard let type = SafetensorsFile.ElementType(rawValue: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .dtype, in: values, debugDescription: "\(name) is no type")
    }
    self.type = type
    shape = try values.decode([Int].self, forKey: .shape)
    shards = try values.decode([CheckpointManifest.Shard].self, forKey: .shards)
  }
}

extension CheckpointManifest.Shard: Decodable {
  private enum CodingKeys: String, CodingKey {
    case file, offset, start, extent
  }

  /// Reads the form that ``CheckpointManifest/text`` writes.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    file = try values.decode(String.self, forKey: .file)
    offset = try values.decode(Int.self, forKey: .offset)
    slice = TensorSlice(
      start: try values.decode([Int].self, forKey: .start),
      extent: try values.decode([Int].self, forKey: .extent))
  }
}
