import Foundation
import MotifTensor

extension FuzzFormat {
  /// The bytes of a safetensors file with the header `header` and `count` bytes of data.
  private static func file(_ header: String, data count: Int) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
  }

  private static let shardA = file(
    #"{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#, data: 16)
  private static let shardB = file(
    #"{"b":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]},"#
      + #""c":{"dtype":"I64","shape":[],"data_offsets":[6,14]}}"#, data: 14)

  /// A safetensors file, all of its tensors read.
  static let safetensors = FuzzFormat(
    "safetensors", file: "case.safetensors",
    bytes: [
      shardA, shardB, file("{}", data: 0),
      file(
        #"{"__metadata__":{"format":"pt","\u00e9":"\ud83d\ude00"},"#
          + #""x.weight":{"dtype":"F16","shape":[1,0,5],"data_offsets":[0,0]},"#
          + #""y":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"#
          + #""z":{"dtype":"U8","shape":[3],"data_offsets":[16,19]},"#
          + #""f":{"dtype":"BOOL","shape":[1],"data_offsets":[19,20]},"#
          + #""i":{"dtype":"I32","shape":[1,1],"data_offsets":[20,24]}}  "#, data: 24),
    ]
  ) {
    let file = try SafetensorsFile(path: $0)
    for name in file.entries.keys.sorted() {
      let entry = try file.entry(name)
      precondition(entry.elementCount == entry.description.elementCount, "\(entry)")
      let bytes = try file.bytes(name)
      precondition(bytes.count == entry.description.byteCount, "\(entry)")
      _ = (try? file.floats(name), try? file.doubles(name), try? file.integers(name))
    }
  }

  /// An index of two good shards.
  static let shardIndex = FuzzFormat(
    "shard-index", file: "model.safetensors.index.json",
    seeds: [
      """
      {
        "metadata": {"total_size": 30, "more": [1.5e3, {"deep": [null, true]}]},
        "weight_map": {"a": "s-1.safetensors", "b": "s-2.safetensors", "c": "s-2.safetensors"}
      }
      """
    ],
    prepare: { folder in
      try Data(shardA).write(to: URL(fileURLWithPath: folder + "/s-1.safetensors"))
      try Data(shardB).write(to: URL(fileURLWithPath: folder + "/s-2.safetensors"))
    }
  ) {
    let index = try ShardedIndex(path: $0)
    let reader = try CheckpointReader(path: $0)
    precondition(reader.names.count == index.shards.reduce(0) { $0 + $1.tensors.count })
    for name in reader.names { _ = try reader.bytes(name) }
  }
}
