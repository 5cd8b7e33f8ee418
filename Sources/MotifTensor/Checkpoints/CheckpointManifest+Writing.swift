internal import MotifCore

extension CheckpointManifest {
  /// The manifest as text, one line a file and one a tensor, the same for the same content.
  package var text: String {
    let files = files.sorted { $0.key < $1.key }.map { name, file in
      "\(JSONNode.quoted(name)): {\"bytes\": \(file.bytes), \"sha256\": \"\(file.sha256)\"}"
    }
    let tensors = tensors.sorted { $0.key < $1.key }.map { name, tensor in
      "\(JSONNode.quoted(name)): \(tensor.text)"
    }
    let members =
      ["\"version\": \(version)", "\"step\": \(step)"]
      + (tokens.map { ["\"tokens\": \($0)"] } ?? [])
      + (score.map { ["\"score\": \($0)"] } ?? [])
      + ["\"scheduled\": \(isScheduled)", "\"mesh\": {\"ranks\": \(mesh.ranks)}"]
      + ["\"files\": " + Self.block(files), "\"tensors\": " + Self.block(tensors)]
    return ManifestSeal.closing("{\n  " + members.joined(separator: ",\n  "))
  }

  private static func block(_ lines: [String]) -> String {
    lines.isEmpty ? "{}" : "{\n    " + lines.joined(separator: ",\n    ") + "\n  }"
  }
}

extension CheckpointManifest.TensorEntry {
  /// The tensor on one line.
  fileprivate var text: String {
    let parts = shards.map { shard in
      "{\"file\": \(JSONNode.quoted(shard.file)), \"offset\": \(shard.offset), "
        + "\"start\": \(shard.slice.start), \"extent\": \(shard.slice.extent)}"
    }
    return "{\"dtype\": \"\(type.rawValue)\", \"shape\": \(shape), "
      + "\"shards\": [\(parts.joined(separator: ", "))]}"
  }
}
