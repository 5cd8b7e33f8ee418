import Foundation
import MotifCore
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Softmax attention with SwiGLU against the Llama of transformers.
///
/// Its files are read as they are, and hidden states, logits, loss and every gradient are its own.
/// `Tests/Fixtures/llama` says how they were made.
@Suite struct LlamaGoldenTests {
  /// The folder of the fixtures in use, or of the project where that has none.
  private static let root: URL = {
    let other = Fixtures.folder.appendingPathComponent("llama")
    return FileManager.default.fileExists(atPath: other.path)
      ? other : Repository.root.appendingPathComponent("Tests/Fixtures/llama")
  }()

  static let models = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [])
    .filter { !$0.hasSuffix(".py") }.sorted()

  private func path(_ model: String, _ file: String) -> String {
    Self.root.appendingPathComponent("\(model)/\(file)").path
  }

  private func golden(_ model: String) throws -> FixtureCase {
    try Fixtures.load(path: path(model, "golden.safetensors"), label: model)
  }

  @Test func thereAreModels() { #expect(Self.models.count >= 2) }

  @Test(arguments: models) func reference(_ name: String) throws {
    let golden = try golden(name)
    let config = try ModelConfig(contentsOfFile: path(name, "config.json"))
    let file = try SafetensorsFile(path: path(name, "model.safetensors"))
    var weights: [String: [Double]] = [:]
    for shape in config.parameterShapes { weights[shape.name] = try file.doubles(shape.name) }
    let (ids, shape) = try (golden.integers("input_ids"), golden.shape("input_ids"))
    let model = ReferenceModel(config, weights: weights)
    let output = model.forward(ids, .init(count: shape[0], time: shape[1]))
    let labels = ids.indices.map { ($0 + 1) % shape[1] == 0 ? -100 : ids[$0 + 1] }
    let loss = model.loss(output.logits, labels: labels)
    output.backward(loss.dlogits)
    func expect(_ part: String, _ found: [Double]) throws {
      let comparison = Comparison(
        "\(name) \(part)", found, try golden.doubles(part), relative: 1e-10, absolute: 1e-13)
      #expect(comparison.matches, "\(comparison)")
    }
    try expect("hidden", output.hidden)
    try expect("logits", output.logits)
    try expect("loss", [loss.value])
    try expect("max_logits", output.maxLogits.flatMap { $0 })
    for (weight, gradient) in model.gradients { try expect("grad.\(weight)", gradient) }
    #expect(model.gradients.count == config.parameterShapes.count)
  }

  @Test(arguments: models) func model(_ name: String) throws {
    let golden = try golden(name)
    let config = try ModelConfig(contentsOfFile: path(name, "config.json"))
    #expect(!config.isDifferential && !config.hasPolyNorm)
    let reader = try CheckpointReader(path: path(name, "model.safetensors"))
    #expect(try reader.requireTensors(of: config).isEmpty)
    let model = try CausalLanguageModel(config, source: CheckpointSource(reader))
    let shape = try golden.shape("input_ids")
    let ids = TokenTensor(try golden.integers("input_ids"), shape: Shape(shape))
    let labels = ids.values.indices.map {
      ($0 + 1) % shape[1] == 0 ? -100 : Int(ids.values[$0 + 1])
    }
    let output = model(ids)
    let loss = model.loss(
      output, labels: TokenTensor(labels, shape: ids.shape),
      normalizer: Double(labels.count { $0 >= 0 }))
    func expect(_ part: String, _ found: [Float]) throws {
      let comparison = Comparison(
        "\(name) \(part)", found, try golden.doubles(part), relative: ModelGoldenTests.relative)
      #expect(comparison.matches, "\(comparison)")
    }
    try expect("hidden", output.hidden.values)
    try expect("logits", model.logits(output.hidden).values)
    try expect("loss", loss.values)
    try expect("max_logits", output.maxLogits.flatMap { $0 })
    let gradients = loss.backward()
    for parameter in model.parameters.parameters {
      try expect("grad.\(parameter.name)", try #require(gradients[parameter]).values)
    }
  }

  @Test(arguments: models) func theConfigIsWrittenAsLlama(_ name: String) throws {
    let config = try ModelConfig(contentsOfFile: path(name, "config.json"))
    let text = try config.huggingFaceJSON
    #expect(text.contains("\"LlamaForCausalLM\"") && text.contains("\"model_type\" : \"llama\""))
    for key in ["num_noise_heads", "k_ratio", "lambda", "attn_rms_norm_eps", "use_bias"] {
      #expect(!text.contains(key), "\(key)")
    }
    #expect(try JSONDecoder().decode(ModelConfig.self, from: Data(text.utf8)) == config)
    // What the file of transformers says stands there again.
    let file = try JSONSerialization.jsonObject(
      with: FileOperations.system.read(path(name, "config.json")))
    let written = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let (theirs, ours) = try (
      #require(file as? [String: Any]), #require(written as? [String: Any])
    )
    for key in [
      "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
      "num_key_value_heads", "head_dim", "vocab_size", "tie_word_embeddings", "rms_norm_eps",
      "max_position_embeddings", "hidden_act", "attention_bias", "mlp_bias", "initializer_range",
    ] {
      let (one, other) = (theirs[key] as? NSObject, ours[key] as? NSObject)
      #expect(one != nil && one == other, "\(key): \(String(describing: one))")
    }
  }

  @Test(arguments: BaselineShape.allCases) func everyShapeRoundTrips(_ kind: BaselineShape) throws {
    let text = try kind.config.huggingFaceJSON
    #expect(try JSONDecoder().decode(ModelConfig.self, from: Data(text.utf8)) == kind.config)
    let isLlama = kind == .softmaxSwiGLU
    #expect(text.contains("\"LlamaForCausalLM\"") == isLlama)
    #expect(text.contains("\"MotifForCausalLM\"") == !isLlama)
  }

  @Test func whatLlamaDoesNotKnowIsWrittenAsMotif() throws {
    var config = BaselineShape.softmaxSwiGLU.config
    config.residualScale = .constant(0.5)
    let text = try config.huggingFaceJSON
    #expect(text.contains("\"MotifForCausalLM\"") && text.contains("\"num_noise_heads\" : 0"))
    #expect(try JSONDecoder().decode(ModelConfig.self, from: Data(text.utf8)) == config)
  }

  @Test func keysThatLlamaLeavesOutHaveItsDefaults() throws {
    let text = """
      {"model_type": "llama", "hidden_size": 32, "num_hidden_layers": 2, "intermediate_size": 44,
      "num_attention_heads": 4, "max_position_embeddings": 64, "vocab_size": 97,
      "pretraining_tp": 1, "attention_dropout": 0.0, "rope_scaling": null, "use_cache": true}
      """
    let config = try JSONDecoder().decode(ModelConfig.self, from: Data(text.utf8))
    try config.validate()
    #expect(config.ropeTheta == 10_000 && config.headDim == 8 && config.keyValueHeadCount == 4)
    #expect(!config.isDifferential && !config.hasPolyNorm && !config.tieWordEmbeddings)
  }
}
