public import MotifCore

/// The file `model.safetensors.index.json`: which shard holds which tensor.
public struct ShardedIndex: Sendable, Equatable {
  /// The shards in the order of their names, each with its tensors sorted.
  public let shards: [(name: String, tensors: [String])]

  /// Two indices are equal when the same shards hold the same tensors.
  public static func == (a: ShardedIndex, b: ShardedIndex) -> Bool {
    a.shards.elementsEqual(b.shards) { $0.name == $1.name && $0.tensors == $1.tensors }
  }

  /// Reads an index; shards must be plain names beside it.
  public init(path: String) throws(FileError) {
    var map: [String: [String]] = [:]
    var hasMap = false
    var json = JSONScanner(Array(try FileOperations.system.read(path)))
    do throws(JSONScanner.Failure) {
      try json.object { json, key throws(JSONScanner.Failure) in
        guard key.text == "weight_map" else { return try json.skip() }
        hasMap = true
        try json.object { json, tensor throws(JSONScanner.Failure) in
          map[try Self.shard(&json, of: tensor.text), default: []].append(tensor.text)
        }
      }
      try json.end()
    } catch {
      let place = "line \(error.position.line), column \(error.position.column)"
      let sentence = error.sentence {
        $0
      } place: {
        "in line \($0.line)"
      }
      throw FileError(path: path, reason: "\(place): \(sentence)")
    }
    guard hasMap else { throw FileError(path: path, reason: "has no weight_map") }
    shards = map.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
  }

  /// Reads the name of a shard: a plain name, so that no index leads out of its folder.
  private static func shard(
    _ json: inout JSONScanner, of tensor: String
  ) throws(JSONScanner.Failure) -> String {
    let start = json.position
    let shard = try json.text()
    guard !shard.isEmpty, shard != ".", shard != "..",
      !shard.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
    else {
      throw json.failure(
        "tensor \(tensor) is in \(JSONNode.quoted(shard)), which is no file of this folder",
        at: start)
    }
    return shard
  }
}
