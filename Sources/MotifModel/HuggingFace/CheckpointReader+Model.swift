package import MotifCore
package import MotifTensor

extension CheckpointReader {
  /// Every tensor of a model of `config` must be there in its shape and a floating-point type, and none
  /// that would change what the model computes beside them.
  ///
  /// Passed over is what says nothing about the function: tables that loaders compute again, such as
  /// `position_ids` and `inv_freq`, empty tensors, and the head of a tied model that equals its
  /// embedding. Single numbers and whole-number tensors, such as counters and masks, change nothing
  /// either, but whoever writes the model anew loses them: their names are the result, sorted.
  ///
  /// Throws ``FileError`` that names the first tensor that is missing, different or left over.
  package func requireTensors(of config: ModelConfig) throws(FileError) -> [String] {
    for tensor in config.parameterShapes {
      let file = try file(of: tensor.name)
      let entry = try file.entry(tensor.name, shape: tensor.shape)
      guard entry.type.isFloatingPoint else {
        throw FileError(
          path: file.path,
          reason: "tensor \(tensor.name) is \(entry.type.rawValue), expected a floating-point type")
      }
    }
    let known = Set(config.parameterShapes.map(\.name))
    var lost: [String] = []
    for name in names where !known.contains(name) {
      let entry = try entry(name)
      if try isRepeated(entry, config) || entry.elementCount == 0 || Self.isRecomputed(name) {
        continue
      }
      guard entry.shape.isEmpty || !entry.type.isFloatingPoint else {
        throw FileError(
          path: try file(of: name).path,
          reason: "tensor \(name) has no place in the model and would be lost")
      }
      lost.append(name)
    }
    return lost
  }

  /// Whether `entry` is the head of a tied model, stored once more.
  private func isRepeated(
    _ entry: SafetensorsFile.Entry, _ config: ModelConfig
  ) throws(FileError) -> Bool {
    guard config.tieWordEmbeddings, entry.name == config.outputHeadShape.name else { return false }
    let embedding = try self.entry(config.embeddingShape.name)
    guard (entry.type, entry.shape) == (embedding.type, embedding.shape) else { return false }
    return try bytes(entry.name) == bytes(embedding.name)
  }

  /// Whether loaders compute the table `name` from the config.
  private static func isRecomputed(_ name: String) -> Bool {
    let parts = name.split(separator: ".").map(String.init)
    return parts.contains(where: rotaryModules.contains) || tables.contains(parts.last ?? "")
  }

  private static let rotaryModules: Set = [
    "rotary_emb", "rotary_embedding", "rotary_pos_emb", "rotary", "rope",
  ]
  private static let tables: Set = [
    "position_ids", "inv_freq", "original_inv_freq", "freqs_cis", "cos_cached", "sin_cached",
    "causal_mask", "attention_mask", "attn_mask", "masked_bias",
  ]
}
