import Foundation
import MotifCore
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

@Suite struct ModelConfigFileTests {
  /// The folders of golden files in the form of Hugging Face, however many there are.
  static let folders =
    ((try? FileManager.default.contentsOfDirectory(atPath: Fixtures.folder.path)) ?? [])
    .filter { $0.hasPrefix("hf_") }.sorted()

  @Test func thereAreFoldersToRead() { #expect(!Self.folders.isEmpty) }

  /// A key that a file leaves out has the default of the format.
  @Test(arguments: folders) func huggingFaceFiles(_ folder: String) throws {
    let path = Fixtures.folder.appendingPathComponent("\(folder)/config.json").path
    // What the file says, read without the code under test.
    let file = try #require(
      JSONSerialization.jsonObject(with: FileOperations.system.read(path)) as? [String: Any])
    func number(_ key: String) -> Int? { (file[key] as? NSNumber)?.intValue }
    func real(_ key: String) -> Double? { (file[key] as? NSNumber)?.doubleValue }
    let (hidden, heads) = try (
      #require(number("hidden_size")), #require(number("num_attention_heads"))
    )
    // A file without noise heads is plain differential attention.
    let noise = number("num_noise_heads") ?? heads / 2
    let headDim = number("head_dim") ?? hidden / heads
    let config = try ModelConfig(contentsOfFile: path)
    #expect(config.hiddenSize == hidden && config.queryHeadCount == heads)
    #expect(config.layerCount == number("num_hidden_layers"))
    #expect(config.intermediateSize == number("intermediate_size"))
    #expect(config.keyValueHeadCount == number("num_key_value_heads") ?? heads)
    #expect(config.noiseHeadCount == noise && config.headDim == headDim)
    #expect(config.vocabSize == number("vocab_size"))
    #expect(config.tieWordEmbeddings == (file["tie_word_embeddings"] as? Bool ?? false))
    let newer = file["rope_parameters"] as? [String: Any]
    let theta = real("rope_theta") ?? (newer?["rope_theta"] as? NSNumber)?.doubleValue
    #expect(config.ropeTheta == theta)
    #expect(config.rmsNormEpsilon == real("rms_norm_eps") ?? 1e-6)
    #expect(config.attentionNormEpsilon == real("attn_rms_norm_eps") ?? 1e-5)
    #expect(config.maxPositionEmbeddings == number("max_position_embeddings"))
    #expect(config.lambdaInitOffset == number("lambda_init_offset") ?? 1)
    let text = try config.huggingFaceJSON
    #expect(try JSONDecoder().decode(ModelConfig.self, from: Data(text.utf8)) == config)
    #expect(text.contains("\"MotifForCausalLM\"") && text.contains("\"model_type\" : \"motif\""))
    // Readers of Motif-2.6B's files know no grouped attention, so plain models must not name it.
    let isPlain = heads == 2 * noise && headDim == hidden / heads
    #expect(text.contains("num_noise_heads") == !isPlain)
  }

  @Test(arguments: ModelPresets.names) func presetsRoundTrip(_ name: String) throws {
    let config = try #require(ModelPresets.named(name))
    let data = Data(try config.huggingFaceJSON.utf8)
    #expect(try JSONDecoder().decode(ModelConfig.self, from: data) == config)
  }

  @Test func ownKeysRoundTrip() throws {
    var config = try #require(ModelPresets.named("nano-seed"))
    config.headDim = 10
    config.lambdaInitOffset = 0
    config.lambdaInitIndices = [0, 1, 2, 2]
    config.initializerRange = 0.03
    for scale in [ResidualScale.none, .constant(0.25), .depth(1.4)] {
      config.residualScale = scale
      let data = Data(try config.huggingFaceJSON.utf8)
      #expect(try JSONDecoder().decode(ModelConfig.self, from: data) == config)
    }
  }

  static let complete = """
    "hidden_size": 32, "num_hidden_layers": 2, "intermediate_size": 44, "num_attention_heads": 4, \
    "num_key_value_heads": 4, "rope_theta": 1e4, "max_position_embeddings": 64, "vocab_size": 97
    """

  @Test(arguments: [
    (
      "{\(complete), \"model_type\": \"mistral\"}",
      "model_type: is \"mistral\"; expected \"motif\" or \"llama\""
    ),
    (
      "{\(complete), \"model_type\": \"llama\", \"hidden_act\": \"poly_norm\"}",
      "hidden_act: is \"poly_norm\"; only \"silu\" is supported for model_type \"llama\""
    ),
    (
      "{\(complete), \"model_type\": \"llama\", \"num_noise_heads\": 2, \"head_dim\": 8}",
      "num_noise_heads: is 2; a model of model_type \"llama\" has none"
    ),
    (
      "{\(complete), \"model_type\": \"llama\", \"attention_bias\": true}",
      "attention_bias: is true; only layers without bias are supported"
    ),
    (
      "{\(complete), \"model_type\": \"llama\", \"lambda_init_offset\": 0}",
      "lambda_init_offset: is set, but a model without noise heads (num_noise_heads 0) has no λ"
    ),
    ("{\(complete), \"sliding_window\": 4096}", "sliding_window: is set; only null is supported"),
    (
      "{\(complete), \"rope_scaling\": {\"rope_type\": \"yarn\"}}",
      "rope_scaling.rope_type: is \"yarn\"; only \"default\" is supported"
    ),
    ("{\(complete), \"rope_scaling\": 2}", "rope_scaling: is 2; expected an object"),
    (
      "{\(complete),\n\"vocab_size\": 98}",
      "line 2, column 1: vocab_size: appears twice, first in line 1"
    ),
    (
      "{\(complete), \"num_noise_heads\": 2}",
      "head_dim: is missing; it must be given beside num_noise_heads"
    ),
    ("{\(complete), \"use_bias\": true}", "use_bias: is true; only layers without bias"),
    ("{\(complete), \"hidden_act\": \"relu\"}", "hidden_act: is \"relu\"; only \"poly_norm\" and"),
    ("{\(complete), \"k_ratio\": 2}", "k_ratio: is 2; only 1 is supported"),
    ("{\"hidden_size\": 32}", "num_attention_heads: is missing"),
    ("{\"hidden_size\": \"wide\"}", "hidden_size: is \"wide\"; expected a whole number"),
    ("{\"hidden_size\": 64.5}", "hidden_size: is 64.5; expected a whole number"),
    ("{\"hidden_size\": 1e20}", "hidden_size: is 1e+20; expected a whole number"),
    ("{\"hidden_size\": null}", "hidden_size: is null; expected a whole number"),
    ("{\"hidden_size\": [64]}", "hidden_size: expected a whole number"),
    (
      "{\(complete), \"rms_norm_eps\": 1e999}",
      "line 1, column 206: 1e999 is too large for a number"
    ),
    ("{\(complete), \"model_type\": 3}", "model_type: is 3; expected text in double quotes"),
    ("{\(complete), \"num_noise_heads\": 1.5}", "num_noise_heads: is 1.5; expected a whole"),
    (
      "{\(complete), \"tie_word_embeddings\": 1, \"lambda_init_index\": [0, 1.5]}",
      "tie_word_embeddings: is 1; expected true or false\n"
        + "lambda_init_index: expected a list of whole numbers"
    ),
    (
      "{\(complete), \"residual_scale\": {\"kind\": \"deep\"}}",
      "residual_scale: expected an object of the kind \"none\", or \"constant\" or \"depth\" with"
    ),
    (
      "{\(complete), \"lambda_init_offset\": 4096}",
      "lambda_init_offset: is 4096, which makes λ_init -inf at depth 0, below -1; expected 1 (Motif)"
    ),
    ("[]", "is no config of a model; expected an object"),
    ("{", "line 1, column 1: this object is never closed with }"),
  ])
  func damagedFilesAreNamed(text: String, complaint: String) throws {
    let path = TemporaryRoot.url
      .appendingPathComponent("model-config-\(UUID().uuidString).json").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: FileError.self) { try ModelConfig(contentsOfFile: path) }
    #expect(error?.path == path)
    #expect(error?.reason.hasPrefix(complaint) == true, "\(String(describing: error))")
  }

  @Test func missingFileIsNamed() {
    let error = #expect(throws: FileError.self) {
      try ModelConfig(contentsOfFile: "/no/such/config.json")
    }
    #expect(error?.path == "/no/such/config.json")
  }
}
