import Foundation
import MotifKernels
import MotifModel
import MotifTestSupport
import MotifOptimizer
import Testing

/// Twenty training steps in Double against the golden trajectory, at its Double tolerance.
@Suite("Reference trajectory") struct ReferenceTrajectoryTests {
  private struct Hyper: Decodable {
    let weight_decay: Double
    let tau: Double
  }

  /// The tolerance that the golden file documents for float64.
  static let relative = 1e-7

  private func load(_ golden: FixtureCase) throws -> ReferenceModel {
    let config = try JSONDecoder().decode(
      ModelConfig.self, from: Data(golden.metadata("config").utf8))
    var weights: [String: [Double]] = [:]
    for parameter in config.parameterShapes {
      weights[parameter.name] = try golden.doubles("init.\(parameter.name)")
    }
    return ReferenceModel(config, weights: weights)
  }

  @Test("losses, gradient norms, largest logits, clips, final weights", arguments: ["a", "b"])
  func trajectory(variant: String) throws {
    let golden = try Fixtures.load("trajectory")
    let model = try load(golden)
    let hyper = try JSONDecoder().decode(Hyper.self, from: Data(golden.metadata("hyper").utf8))
    var optimizer = ReferenceMuonClip(
      coefficients: variant == "a" ? .motif : .jordan,
      clip: QKClip(mode: variant == "a" ? .balancedMinimum : .motifPublic, threshold: hyper.tau),
      weightDecay: hyper.weight_decay, gradientClip: variant == "a" ? 1 : 0)
    let shape = try golden.shape("batches")
    let batches = try golden.integers("batches")
    let batch = ReferenceModel.Batch(count: shape[1], time: shape[2])
    var (losses, norms, logits, clipped): ([Double], [Double], [Double], [Int]) = ([], [], [], [])
    for (step, rate) in try golden.doubles("lr").enumerated() {
      let ids = Array(batches[step * batch.rows..<(step + 1) * batch.rows])
      let labels = ids.indices.map { $0 % batch.time == batch.time - 1 ? -100 : ids[$0 + 1] }
      let output = model.forward(ids, batch)
      let loss = model.loss(output.logits, labels: labels)
      model.clearGradients()
      output.backward(loss.dlogits)
      let report = optimizer.update(model, learningRate: rate, maxLogits: output.maxLogits)
      losses.append(loss.value)
      norms.append(report.gradientNorm)
      logits.append(output.maxLogits.joined().max() ?? .nan)
      clipped.append(report.clippedHeads)
    }
    try expect(golden, "\(variant).loss", losses)
    try expect(golden, "\(variant).grad_norm", norms)
    try expect(golden, "\(variant).max_logit", logits)
    #expect(clipped == (try golden.integers("\(variant).clipped_heads")))
    #expect(clipped.contains { $0 > 0 })
    for parameter in model.config.parameterShapes {
      let norm = (model.weights[parameter.name] ?? []).reduce(0) { $0 + $1 * $1 }.squareRoot()
      try expect(golden, "\(variant).final_norm.\(parameter.name)", [norm])
    }
  }

  private func expect(_ golden: FixtureCase, _ name: String, _ actual: [Double]) throws {
    let comparison = Comparison(
      name, actual, try golden.doubles(name), relative: Self.relative, absolute: 1e-13)
    #expect(comparison.matches, "\(comparison)")
  }
}
