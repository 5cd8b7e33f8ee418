import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// The model in Double against the golden files, at their Double tolerance.
@Suite("Reference model goldens") struct ReferenceModelTests {
  private func expect(
    _ golden: FixtureCase, _ name: String, _ actual: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let comparison = Comparison(
      "\(golden) \(name)", actual, try golden.doubles(name), relative: 1e-10, absolute: 1e-13)
    #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
  }

  private func load(_ name: String) throws -> (ReferenceModel, FixtureCase, names: [String]) {
    let golden = try Fixtures.load(name)
    let config = try JSONDecoder().decode(
      ModelConfig.self, from: Data(golden.metadata("config").utf8))
    let names = golden.file.entries.keys.filter { $0.hasPrefix("model.") || $0 == "lm_head.weight" }
    var weights: [String: [Double]] = [:]
    for name in names { weights[name] = try golden.doubles(name) }
    return (ReferenceModel(config, weights: weights), golden, names.sorted())
  }

  /// What position t must predict: the label of t + 1, nothing at the end of a row.
  private func shifted(_ labels: [Int], time: Int) -> [Int] {
    labels.indices.map { $0 % time == time - 1 ? -100 : labels[$0 + 1] }
  }

  @Test("logits, losses and every gradient", arguments: ["model_a", "model_b"])
  func unpacked(name: String) throws {
    let (model, golden, names) = try load(name)
    let ids = try golden.integers("input_ids")
    let shape = try golden.shape("input_ids")
    let batch = ReferenceModel.Batch(count: shape[0], time: shape[1])
    let output = model.forward(ids, batch)
    try expect(golden, "hidden", output.hidden)
    try expect(golden, "logits", output.logits)
    try expect(golden, "max_logits", output.maxLogits.flatMap { $0 })
    let all = model.loss(output.logits, labels: shifted(ids, time: batch.time))
    try expect(golden, "loss_all", [all.value])
    let labels = shifted(try golden.integers("labels"), time: batch.time)
    let loss = model.loss(output.logits, labels: labels)
    try expect(golden, "loss", [loss.value])
    output.backward(loss.dlogits)
    #expect(!names.isEmpty && model.gradients.keys.sorted() == names)
    for name in names {
      try expect(golden, "grad.\(name)", try #require(model.gradients[name]))
    }
  }

  @Test("packed documents", arguments: ["model_a", "model_b"])
  func packed(name: String) throws {
    let (model, golden, _) = try load(name)
    let ids = try golden.integers("input_ids")
    let shape = try golden.shape("input_ids")
    let row = try golden.integers("packed_positions")
    let positions = ids.indices.map { row[$0 % row.count] }
    let output = model.forward(
      ids,
      ReferenceModel.Batch(
        count: shape[0], time: shape[1], positions: positions,
        segments: try golden.integers("packed_segments")))
    try expect(golden, "packed_logits", output.logits)
    var labels = shifted(ids, time: shape[1])
    for index in labels.indices.dropLast() where positions[index + 1] == 0 { labels[index] = -100 }
    try expect(golden, "packed_loss", [model.loss(output.logits, labels: labels).value])
  }
}
