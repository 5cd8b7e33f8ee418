import Foundation
import MotifCore
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Tensors of a checkpoint that the model has no place for.
@Suite final class CheckpointTensorTests {
  private let path = TemporaryRoot.url
    .appendingPathComponent("tensors-\(UUID().uuidString).safetensors").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func config(isTied: Bool = false) throws -> ModelConfig {
    var config = try #require(ModelPresets.named("nano-seed"))
    (config.layerCount, config.vocabSize, config.tieWordEmbeddings) = (1, 20, isTied)
    return config
  }

  /// The names that a new checkpoint would lose of a file with the model's tensors and `more`, whose
  /// numbers are all `value`.
  private func lost(
    _ more: [SafetensorsFile.Description], _ config: ModelConfig, value: Float = 0,
    leaving left: String = ""
  ) throws -> [String] {
    let own = config.parameterShapes.filter { $0.name != left }.map {
      SafetensorsFile.Description(name: $0.name, shape: $0.shape)
    }
    try SafetensorsWriter(more + own).write(to: path) { tensor, sink throws(FileError) in
      if tensor.type.isFloatingPoint {
        let isMore = more.contains(tensor)
        try sink.append([Float](repeating: isMore ? value : 0, count: tensor.elementCount))
      } else {
        try sink.append(integers: [Int](repeating: 1, count: tensor.elementCount))
      }
    }
    return try CheckpointReader(path: path).requireTensors(of: config)
  }

  @Test(arguments: [
    SafetensorsFile.Description(
      name: "model.embeddings.position_ids", type: .int64, shape: [1, 4]),
    .init(name: "model.layers.0.self_attn.rotary_emb.inv_freq", shape: [4]),
    .init(name: "model.rotary_emb.original_inv_freq", type: .bfloat16, shape: [4]),
    .init(name: "model.layers.0.self_attn.rotary_emb.cos_cached", shape: [1, 1, 8, 4]),
    .init(name: "freqs_cis", shape: [8, 2]), .init(name: "position_ids", shape: [1, 4]),
    .init(name: "model.causal_mask", shape: [2, 2]),
    .init(name: "aa.empty", shape: [0, 4]),
    .init(name: "lora_A.weight", type: .bfloat16, shape: [3, 0]),
  ])
  func whatLoadersComputeAgainIsPassedOver(_ tensor: SafetensorsFile.Description) throws {
    #expect(try lost([tensor], config(), value: 3).isEmpty)
  }

  @Test(arguments: [
    SafetensorsFile.Description(name: "num_batches", type: .int64, shape: []),
    .init(name: "model.logit_scale", shape: []), .init(name: "steps", type: .uint32, shape: [1]),
    .init(name: "tokens_seen", type: .uint64, shape: [2]),
    .init(name: "model.layers.0.attn.bias", type: .uint8, shape: [1, 1, 4, 4]),
    .init(name: "small", type: .int8, shape: [2]), .init(name: "short", type: .int16, shape: [1]),
  ])
  func whatChangesNothingIsNamed(_ tensor: SafetensorsFile.Description) throws {
    #expect(try lost([tensor], config()) == [tensor.name])
  }

  @Test(arguments: [
    SafetensorsFile.Description(name: "model.layers.0.self_attn.q_proj.bias", shape: [4]),
    .init(name: "model.layers.7.input_layernorm.weight", shape: [4]),
    .init(name: "model.layers.0.self_attn.q_norm.weight", type: .bfloat16, shape: [4]),
    .init(name: "scale", shape: [1]),
  ])
  func weightsAreRefusedByName(_ tensor: SafetensorsFile.Description) throws {
    let error = try #require(throws: FileError.self) { try lost([tensor], config()) }
    #expect(error.path == path)
    #expect(error.reason == "tensor \(tensor.name) has no place in the model and would be lost")
  }

  @Test func theHeadOfATiedModelMayRepeatItsEmbedding() throws {
    let tied = try config(isTied: true)
    let head = SafetensorsFile.Description(
      name: "lm_head.weight", shape: [tied.vocabSize, tied.hiddenSize])
    #expect(try lost([head], tied).isEmpty)
    #expect(throws: FileError.self) { try lost([head], tied, value: 1) }
    let other = SafetensorsFile.Description(name: "lm_head.weight", shape: [1, 2])
    #expect(throws: FileError.self) { try lost([other], tied) }
  }

  @Test func aMissingTensorIsNamed() throws {
    let error = try #require(throws: FileError.self) {
      try lost([], config(), leaving: "model.norm.weight")
    }
    #expect(error.reason == "has no tensor model.norm.weight")
    let whole = SafetensorsFile.Description(name: "model.norm.weight", type: .int32, shape: [64])
    let wrong = try #require(throws: FileError.self) {
      try lost([whole], config(), leaving: "model.norm.weight")
    }
    #expect(wrong.reason.contains("tensor model.norm.weight"))
  }
}
