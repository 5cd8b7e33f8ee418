import MotifConfig
import MotifCore
import MotifOptimizer
import MotifTensor
import Testing

@Suite struct PrecisionSettingsTests {
  private static func load(
    _ precision: String, _ overrides: String...
  ) throws(ConfigErrors) -> ResolvedConfig {
    let text =
      #"{"data": {"sources": [{"name": "tales"}]}, "training": {"steps": 10}"#
      + (precision.isEmpty ? "}" : #", "precision": \#(precision)}"#)
    return try ConfigLoader.load(text: text, file: "small.json", overrides: overrides)
  }

  private static func settings(
    _ matmul: ProductPrecision, _ orthogonalisation: PrecisionSettings.Orthogonalisation,
    _ preset: PrecisionSettings.Preset
  ) -> PrecisionSettings {
    var settings = PrecisionSettings()
    (settings.preset, settings.matmul, settings.orthogonalisation) = (
      preset, matmul, orthogonalisation
    )
    return settings
  }

  @Test(
    "a preset as a word, as a key and on the command line",
    arguments: [
      ("fp32", ProductPrecision.float32, PrecisionSettings.Orthogonalisation.fp32),
      ("bf16", .bfloat16, .bf16), ("fp8", .float8Forward, .bf16),
    ])
  func presets(
    name: String, matmul: ProductPrecision, orthogonalisation: PrecisionSettings.Orthogonalisation
  ) throws {
    let preset = try #require(PrecisionSettings.Preset(rawValue: name))
    let expected = Self.settings(matmul, orthogonalisation, preset)
    let written = [
      try Self.load(#""\#(name)""#), try Self.load(#"{"preset": "\#(name)"}"#),
      try Self.load("", "precision=\(name)"), try Self.load("", "precision.preset=\(name)"),
      try Self.load(#"{"matmul": "fp8Full"}"#, "precision=\(name)"),
    ]
    for resolved in written {
      #expect(resolved.config.precision == expected)
      let again = try ConfigLoader.load(text: resolved.json, file: "config.json")
      #expect(again.config.precision == expected)
    }
  }

  @Test("keys change a preset, and the default is Float32")
  func keys() throws {
    #expect(try Self.load("").config.precision == PrecisionSettings())
    #expect(
      try Self.load(#"{"preset": "bf16", "orthogonalisation": "fp32"}"#).config.precision
        == Self.settings(.bfloat16, .fp32, .bf16))
    #expect(
      try Self.load(#""bf16""#, "precision.matmul=fp8GwHP").config.precision
        == Self.settings(.float8Input, .bf16, .bf16))
    #expect(
      try Self.load(#"{"matmul": "bf16"}"#).config.precision
        == Self.settings(.bfloat16, .fp32, .fp32))
  }

  @Test("Muon orthogonalises in the precision of the config")
  func orthogonalisation() throws {
    func precision(_ resolved: ResolvedConfig) -> ProductPrecision? {
      if case .muonClip(let muon, _, _) = resolved.config.rule {
        muon.orthogonalization.precision
      } else {
        nil
      }
    }
    #expect(precision(try Self.load("")) == .float32)
    #expect(precision(try Self.load(#""fp8""#)) == .bfloat16)
  }

  @Test(
    "a value that is not there gets the list of those that are",
    arguments: [
      ("precision=int8", #"precision.preset: is "int8"; expected "fp32", "bf16" or "fp8""#),
      ("precision.weights=bf16", #"precision.weights: is "bf16"; expected "fp32""#),
      ("precision.activations=fp8", #"precision.activations: is "fp8"; expected "fp32" or "bf16""#),
      ("precision.gradients=bf16", #"precision.gradients: is "bf16"; expected "fp32""#),
      ("precision.communication=bf16", #"precision.communication: is "bf16"; expected "fp32""#),
      (
        "precision.matmul=fp16",
        #"precision.matmul: is "fp16"; expected "fp32", "bf16", "fp8FwdOnly", "fp8GwHP" or "fp8Full""#
      ),
      ("precision.orthogonalisation=fp8", #"is "fp8"; expected "fp32" or "bf16""#),
      ("precision=3", "precision: is 3; expected an object"),
    ])
  func refused(argument: String, sentence: String) {
    let errors = #expect(throws: ConfigErrors.self) { try Self.load("", argument) }
    #expect(errors?.issues.count == 1)
    #expect("\(errors?.issues.first.map { "\($0)" } ?? "")".contains(sentence), "\(errors as Any)")
  }

  @Test("a run says what its products are; one of Float32 says nothing")
  func notice() throws {
    #expect(try Self.load("").config.precision.notice == nil)
    let notice = try #require(try Self.load(#""bf16""#).config.precision.notice)
    #expect(
      notice.hasPrefix(
        "products of linear layers and the output head are bf16 and those of the "
          + "orthogonalisation are bf16; those of bfloat16 are computed "))
    let short = try Self.load("", "precision.activations=bf16").config.precision.notice
    #expect(short == "activations are kept for the backward pass in bf16")
    let both = try Self.load(#""bf16""#, "precision.activations=bf16").config.precision.notice
    #expect(
      both?.hasPrefix("activations are kept for the backward pass in bf16; products ") == true)
  }
}
