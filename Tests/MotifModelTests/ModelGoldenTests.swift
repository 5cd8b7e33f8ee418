import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Whole models against float64 references: logits, loss, every named gradient, packed documents.
@Suite("Model goldens") struct ModelGoldenTests {
  /// The Float tolerance that the golden files document for models.
  static let relative = 2e-4

  private func load(_ name: String) throws -> (CausalLanguageModel, FixtureCase) {
    let golden = try Fixtures.load(name)
    let config = try JSONDecoder().decode(
      ModelConfig.self, from: Data(golden.metadata("config").utf8))
    return (try CausalLanguageModel(config, source: CheckpointSource(golden.file)), golden)
  }

  private func tokens(_ golden: FixtureCase, _ name: String) throws -> TokenTensor {
    TokenTensor(try golden.integers(name), shape: Shape(try golden.shape(name)))
  }

  private func expect(
    _ golden: FixtureCase, _ name: String, _ actual: Tensor,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let comparison = Comparison(
      name, actual.values, try golden.doubles(name), relative: Self.relative,
      shape: actual.shape.dimensions)
    #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
  }

  /// What position t must predict: the label of t + 1, nothing at the end of a row.
  private func shifted(_ labels: TokenTensor) -> TokenTensor {
    let (batch, time) = (labels.shape[0], labels.shape[1])
    let values = (0..<batch * time).map { index in
      index % time == time - 1 ? -100 : labels.values[index + 1]
    }
    return TokenTensor(values, shape: labels.shape)
  }

  private func meanLoss(
    _ model: CausalLanguageModel, _ output: CausalLanguageModel.Output, _ labels: TokenTensor
  ) -> Tensor {
    let valid = labels.values.filter { $0 >= 0 }.count
    return model.loss(output, labels: labels, normalizer: Double(valid))
  }

  @Test("logits, loss and every gradient", arguments: ["model_a", "model_b"])
  func unpacked(name: String) throws {
    let (model, golden) = try load(name)
    let ids = try tokens(golden, "input_ids")
    let output = model(ids)
    try expect(golden, "hidden", output.hidden)
    try expect(golden, "logits", model.logits(output.hidden))
    try expect(golden, "max_logits", Tensor(output.maxLogits.flatMap { $0 }))
    withoutGradients {
      let all = meanLoss(model, output, shifted(ids))
      #expect(throws: Never.self) { try expect(golden, "loss_all", all) }
    }
    let loss = meanLoss(model, output, shifted(try tokens(golden, "labels")))
    try expect(golden, "loss", loss)
    let gradients = loss.backward()
    #expect(!model.parameters.parameters.isEmpty)
    for parameter in model.parameters.parameters {
      let gradient = try #require(gradients[parameter], "no gradient for \(parameter.name)")
      try expect(golden, "grad.\(parameter.name)", gradient)
    }
  }

  @Test("packed documents do not see each other", arguments: ["model_a", "model_b"])
  func packed(name: String) throws {
    let (model, golden) = try load(name)
    let ids = try tokens(golden, "input_ids")
    let row = try golden.integers("packed_positions")
    let positions = TokenTensor(
      (0..<ids.count).map { row[$0 % row.count] }, shape: ids.shape)
    let segments = try tokens(golden, "packed_segments")
    let output = withoutGradients { model(ids, positions: positions, segments: segments) }
    try expect(golden, "packed_logits", model.logits(output.hidden))
    let next = shifted(ids)
    let labels = TokenTensor(
      (0..<ids.count).map { index in
        index % row.count + 1 < row.count && row[index % row.count + 1] == 0
          ? -100 : next.values[index]
      }, shape: ids.shape)
    try expect(golden, "packed_loss", withoutGradients { meanLoss(model, output, labels) })
  }

  @Test("a cache gives the logits of the whole sequence", arguments: ["model_a", "model_b"])
  func cached(name: String) throws {
    let (model, golden) = try load(name)
    let ids = try tokens(golden, "input_ids")
    let time = ids.shape[1]
    let row = Array(ids.values.prefix(time))
    try withoutGradients {
      let cache = KeyValueCache(model.config, capacity: time)
      let split = time / 2
      var logits = model.logits(
        model(TokenTensor(Array(row[..<split]), shape: [1, split]), cache: cache).hidden
      ).values
      for token in row[split...] {
        logits +=
          model.logits(model(TokenTensor([token], shape: [1, 1]), cache: cache).hidden)
          .values
      }
      let expected = Array(try golden.doubles("logits").prefix(logits.count))
      let comparison = Comparison("cached", logits, expected, relative: Self.relative)
      #expect(comparison.matches, "\(comparison)")
    }
    // What is cached are numbers: a graph through them would lack the keys' and values' gradients.
    let cache = KeyValueCache(model.config, capacity: time)
    let first = TokenTensor([row[0]], shape: [1, 1])
    #expect(model(first, cache: cache).hidden.node == nil && model(first).hidden.node != nil)
  }
}
