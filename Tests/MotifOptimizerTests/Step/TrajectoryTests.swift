import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import MotifOptimizer
import Testing

/// Twenty training steps with MuonClip against the float64 trajectory.
@Suite("Trajectory") struct TrajectoryTests {
  private struct Hyper: Decodable {
    let weight_decay: Double
    let tau: Double
  }

  private struct Variant {
    let name: String
    let preset: NewtonSchulzPreset
    let gradientClip: Double
    let mode: QKClip.Mode
  }

  private struct PrefixedSource: ParameterSource {
    let golden: FixtureCase
    func value(for spec: ParameterSpec) throws -> Tensor {
      Tensor(try golden.floats("init.\(spec.name)"), shape: spec.shape)
    }
  }

  @Test("losses, norms and clips of both variants", arguments: ["a", "b"])
  func trajectory(name: String) throws {
    let golden = try Fixtures.load("trajectory")
    let config = try JSONDecoder().decode(
      ModelConfig.self, from: Data(golden.metadata("config").utf8))
    let hyper = try JSONDecoder().decode(Hyper.self, from: Data(golden.metadata("hyper").utf8))
    let variant =
      name == "a"
      ? Variant(name: "a", preset: .motif, gradientClip: 1, mode: .balancedMinimum)
      : Variant(name: "b", preset: .jordan, gradientClip: 0, mode: .motifPublic)
    let model = try CausalLanguageModel(config, source: PrefixedSource(golden: golden))
    var muon = Muon.Options()
    muon.weightDecay = hyper.weight_decay
    muon.orthogonalization = Orthogonalization(variant.preset)
    var adamW = AdamW.Options()
    adamW.weightDecay = hyper.weight_decay
    let optimizer = Optimizer(
      .muonClip(muon, QKClip(mode: variant.mode, threshold: hyper.tau), interval: 1),
      adamW: adamW, model: model)
    try run(model, optimizer, golden, variant)
    for parameter in model.parameters.parameters {
      let norm = parameter.value.squaredNorm.squareRoot()
      let comparison = Comparison(
        parameter.name, [norm], try golden.doubles("\(name).final_norm.\(parameter.name)"),
        relative: 1e-3, absolute: 1e-6)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  private func run(
    _ model: CausalLanguageModel, _ optimizer: Optimizer, _ golden: FixtureCase,
    _ variant: Variant
  ) throws {
    let rates = try golden.doubles("lr")
    let shape = try golden.shape("batches")
    let batches = try golden.integers("batches")
    let losses = try golden.doubles("\(variant.name).loss")
    let norms = try golden.doubles("\(variant.name).grad_norm")
    let clipped = try golden.integers("\(variant.name).clipped_heads")
    let (rows, time) = (shape[1], shape[2])
    #expect(rates.count == shape[0] && !rates.isEmpty)
    for step in rates.indices {
      let ids = Array(batches[step * rows * time..<(step + 1) * rows * time])
      let labels = ids.indices.map { $0 % time == time - 1 ? -100 : ids[$0 + 1] }
      let output = model(TokenTensor(ids, shape: [rows, time]))
      let loss = model.loss(
        output, labels: TokenTensor(labels, shape: [rows, time]),
        normalizer: Double(rows * (time - 1)))
      // The golden file documents 1e-4 absolute on float32 losses.
      #expect(abs(Double(loss.item) - losses[step]) <= 1e-4, "step \(step)")
      var gradients = loss.backward()
      let norm = optimizer.gradientNorm(gradients)
      #expect(abs(norm - norms[step]) <= 1e-3 * norms[step], "step \(step)")
      let report = try optimizer.step(
        &gradients, learningRate: rates[step], gradientNorm: norm,
        gradientClip: variant.gradientClip, maxLogits: output.maxLogits)
      #expect(report.clips.reduce(0) { $0 + $1.clippedHeads } == clipped[step], "step \(step)")
    }
  }
}
