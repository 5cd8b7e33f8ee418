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

/// How tensors are cut into files of a limited size, and writing them.
public struct ShardPlan: Sendable {
  /// One file of the plan.
  public struct Shard: Sendable {
    /// Its name, such as `model-00001-of-00003.safetensors`.
    public let name: String
    /// Its writer.
    public let writer: SafetensorsWriter
  }

  /// The files in order.
  public let shards: [Shard]
  /// The name of the index and its text; nil when one file suffices.
  public let index: (name: String, text: String)?

  /// Fills shards in the order given until a tensor would exceed `limit` bytes of data.
  ///
  /// A tensor larger than the limit has a shard of its own. `base` is the start of the names.
  public init(
    _ tensors: [SafetensorsFile.Description], limit: Int = 5_000_000_000,
    metadata: [String: String] = [:], base: String = "model"
  ) {
    var groups: [[SafetensorsFile.Description]] = [[]]
    var used = 0
    for tensor in tensors {
      if used + tensor.byteCount > limit, !groups[groups.count - 1].isEmpty {
        groups.append([])
        used = 0
      }
      groups[groups.count - 1].append(tensor)
      used += tensor.byteCount
    }
    func name(_ number: Int) -> String {
      guard groups.count > 1 else { return "\(base).safetensors" }
      let digits = [number + 1, groups.count].map { count in
        String(repeating: "0", count: max(0, 5 - String(count).count)) + String(count)
      }
      return "\(base)-\(digits[0])-of-\(digits[1]).safetensors"
    }
    shards = groups.enumerated().map { number, group in
      Shard(name: name(number), writer: SafetensorsWriter(group, metadata: metadata))
    }
    index = groups.count > 1 ? ("\(base).safetensors.index.json", Self.text(shards)) : nil
  }

  /// Writes all files into `folder`, the index last.
  public func write(
    to folder: String, operations: FileOperations = .system,
    content: (SafetensorsFile.Description, TensorSink) throws(FileError) -> Void
  ) throws(FileError) {
    for shard in shards {
      try shard.writer.write(
        to: folder + "/" + shard.name, operations: operations, content: content)
    }
    guard let index else { return }
    try DurableFile.replace(folder + "/" + index.name, operations: operations) {
      file throws(FileError) in
      try file.append(index.text)
    }
  }

  private static func text(_ shards: [Shard]) -> String {
    var size = 0
    var places: [(String, String)] = []
    for shard in shards {
      for tensor in shard.writer.tensors {
        size += tensor.byteCount
        places.append((tensor.name, shard.name))
      }
    }
    let rows = places.sorted { $0.0 < $1.0 }
      .map { "    \(JSONNode.quoted($0.0)): \(JSONNode.quoted($0.1))" }
    return """
      {
        "metadata": {
          "total_size": \(size)
        },
        "weight_map": {
      \(rows.joined(separator: ",\n"))
        }
      }

      """
  }
}
