public import MotifCore

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
