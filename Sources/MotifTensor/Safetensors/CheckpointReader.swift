public import Foundation
public import MotifCore

/// The tensors of a checkpoint, wherever they lie: one safetensors file, or shards with an index.
///
/// Opening checks every header and that each tensor of the index is in the shard that the index
/// names; numbers are read on demand.
public struct CheckpointReader: Sendable {
  /// What was opened.
  public let path: String
  /// The `__metadata__` strings, those of later shards winning.
  public let metadata: [String: String]
  private let shards: [SafetensorsFile]
  /// Tensor name → position in `shards`.
  private let places: [String: Int]

  /// Opens a safetensors file, an index `….index.json`, or a folder that holds
  /// `model.safetensors` or `model.safetensors.index.json` (the single file is preferred).
  public init(path: String) throws(FileError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path: path, reason: "no such file or folder")
    }
    if isFolder.boolValue {
      let single = path + "/model.safetensors"
      let index = single + ".index.json"
      if FileManager.default.fileExists(atPath: single) {
        try self.init(file: single, path: path)
      } else if FileManager.default.fileExists(atPath: index) {
        try self.init(index: index, path: path)
      } else {
        throw FileError(
          path: path, reason: "holds neither model.safetensors nor model.safetensors.index.json")
      }
    } else if path.hasSuffix(".json") {
      try self.init(index: path, path: path)
    } else {
      try self.init(file: path, path: path)
    }
  }

  private init(file: String, path: String) throws(FileError) {
    let shard = try SafetensorsFile(path: file)
    self.path = path
    metadata = shard.metadata
    shards = [shard]
    places = shard.entries.mapValues { _ in 0 }
  }

  private init(index: String, path: String) throws(FileError) {
    let folder = PathText.parent(of: index)
    let index = try ShardedIndex(path: index)
    var shards: [SafetensorsFile] = []
    var places: [String: Int] = [:]
    var metadata: [String: String] = [:]
    for (name, tensors) in index.shards {
      let shard = try SafetensorsFile(path: folder.isEmpty ? name : folder + "/" + name)
      for tensor in tensors {
        _ = try shard.entry(tensor)
        places[tensor] = shards.count
      }
      metadata.merge(shard.metadata) { _, new in new }
      shards.append(shard)
    }
    self.path = path
    self.metadata = metadata
    self.shards = shards
    self.places = places
  }

  /// The names of all tensors, sorted.
  public var names: [String] { places.keys.sorted() }

  /// Whether there is a tensor `name`.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// The file that holds `name`.
  public func file(of name: String) throws(FileError) -> SafetensorsFile {
    guard let place = places[name] else {
      throw FileError(path: path, reason: "has no tensor \(name)")
    }
    return shards[place]
  }

  /// The type, shape and place of `name`.
  public func entry(_ name: String) throws(FileError) -> SafetensorsFile.Entry {
    try file(of: name).entry(name)
  }

  /// The raw little-endian bytes of `name`; cost: O(bytes), read from the file.
  public func bytes(_ name: String) throws(FileError) -> Data { try file(of: name).bytes(name) }

  /// Copies a floating-point tensor into `target`, which has as many elements.
  public func read(
    _ name: String, into target: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    try file(of: name).read(name, into: target)
  }

  /// The elements of a floating-point tensor, rounded to Float where the file is wider.
  public func floats(_ name: String) throws(FileError) -> [Float] {
    try file(of: name).floats(name)
  }

  /// The elements of a floating-point tensor as Double.
  public func doubles(_ name: String) throws(FileError) -> [Double] {
    try file(of: name).doubles(name)
  }

  /// The elements of an integer tensor.
  public func integers(_ name: String) throws(FileError) -> [Int] {
    try file(of: name).integers(name)
  }
}
