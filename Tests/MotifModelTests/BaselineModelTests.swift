import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Every kind of attention with every activation: the proof chain of the whole model, its cache, its
/// checkpointing and its bits.
@Suite struct BaselineModelTests {
  private static let (rows, time) = (2, 9)
  private static let ids = randomIntegers(rows * time, below: 31, "baseline tokens")
  /// Two documents in the first row, one and padding in the second.
  private static let segments = [1, 1, 1, 1, 2, 2, 2, 2, 2] + [1, 1, 1, 1, 1, 1, 1, 0, 0]
  private static let positions = [0, 1, 2, 3, 0, 1, 2, 3, 4] + [0, 1, 2, 3, 4, 5, 6, 0, 1]
  private static let labels = (0..<rows * time).map { index in
    index + 1 < rows * time && segments[index] > 0 && segments[index + 1] == segments[index]
      && (index + 1) % time != 0 ? Int(ids[index + 1]) : -100
  }

  private static func weights(_ config: ModelConfig) -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: config.parameterShapes.map {
        ($0.name, UnevenSource().value(for: $0.spec).values.doubles)
      })
  }

  private static func loss(_ model: ReferenceModel) -> (value: Double, backward: () -> Void) {
    let output = model.forward(
      ids.map(Int.init), .init(count: rows, time: time, positions: positions, segments: segments))
    let loss = model.loss(output.logits, labels: labels)
    return (loss.value, { output.backward(loss.dlogits) })
  }

  @Test("the gradient in Double against central differences", arguments: BaselineShape.allCases)
  func gradient(kind: BaselineShape) throws {
    let config = kind.config
    let model = ReferenceModel(config, weights: Self.weights(config))
    Self.loss(model).backward()
    let point = model.weights
    #expect(Set(model.gradients.keys) == Set(point.keys))
    for (name, gradient) in model.gradients {
      // A few numbers of each tensor: the first, the last and some between.
      let values = try #require(point[name])
      let places = Set([0, values.count / 3, values.count / 2, values.count - 1]).sorted()
      let comparison = ProofChain.gradient(
        "\(kind) \(name)", places.map { gradient[$0] }, at: places.map { values[$0] }
      ) { moved in
        var changed = values
        for (place, value) in zip(places, moved) { changed[place] = value }
        let other = ReferenceModel(config, weights: point)
        other.weights[name] = changed
        return Self.loss(other).value
      }
      #expect(comparison.matches, "\(comparison)")
    }
  }

  private struct Pass {
    var loss: [Float]
    var hidden: [Float]
    var logits: [Float]
    var maxLogits: [Float]
    var gradients: [String: [Float]] = [:]
  }

  private static func pass(
    _ config: ModelConfig, _ checkpointing: ActivationCheckpointing = .none
  ) throws -> Pass {
    let model = try CausalLanguageModel(config, source: UnevenSource())
    let shape: Shape = [rows, time]
    let output = model(
      TokenTensor(ids, shape: shape), positions: TokenTensor(positions, shape: shape),
      segments: TokenTensor(segments, shape: shape), checkpointing: checkpointing)
    let loss = model.loss(
      output, labels: TokenTensor(labels, shape: shape),
      normalizer: Double(labels.count { $0 >= 0 }))
    var pass = Pass(
      loss: loss.values, hidden: output.hidden.values,
      logits: model.logits(output.hidden).values, maxLogits: output.maxLogits.flatMap { $0 })
    let gradients = loss.backward()
    for parameter in model.parameters.parameters {
      pass.gradients[parameter.name] = try #require(gradients[parameter]).values
    }
    return pass
  }

  @Test("Float against the reference in Double", arguments: BaselineShape.allCases)
  func precision(kind: BaselineShape) throws {
    let config = kind.config
    let model = ReferenceModel(config, weights: Self.weights(config))
    let output = model.forward(
      Self.ids.map(Int.init),
      .init(
        count: Self.rows, time: Self.time, positions: Self.positions, segments: Self.segments))
    let loss = model.loss(output.logits, labels: Self.labels)
    output.backward(loss.dlogits)
    let pass = try Self.pass(config)
    func expect(_ name: String, _ found: [Float], _ expected: [Double]) {
      let comparison = Comparison(
        "\(kind) \(name)", found, expected, relative: ModelGoldenTests.relative)
      #expect(comparison.matches, "\(comparison)")
    }
    expect("logits", pass.logits, output.logits)
    expect("loss", pass.loss, [loss.value])
    expect("largest logits", pass.maxLogits, output.maxLogits.flatMap { $0 })
    #expect(Set(pass.gradients.keys) == Set(model.gradients.keys))
    for (name, gradient) in model.gradients {
      expect(name, try #require(pass.gradients[name]), gradient)
    }
  }

  @Test("bits of any number of threads and of any checkpointing", arguments: BaselineShape.allCases)
  func sameBits(kind: BaselineShape) throws {
    func bits(_ pass: Pass) -> [String: [UInt32]] {
      pass.gradients.mapValues { $0.map(\.bitPattern) }
        .merging(["hidden": pass.hidden.map(\.bitPattern), "loss": pass.loss.map(\.bitPattern)]) {
          $1
        }
    }
    let expected = bits(try Self.pass(kind.config))
    try withThreadCounts([1, 2, 3, 8]) { threads in
      for checkpointing in ActivationCheckpointing.allCases {
        let found = bits(try Self.pass(kind.config, checkpointing))
        #expect(found == expected, "\(threads) threads, \(checkpointing)")
      }
    }
  }

  @Test("a cache gives what a whole pass gives", arguments: BaselineShape.allCases)
  func cache(kind: BaselineShape) throws {
    let model = try CausalLanguageModel(kind.config, source: UnevenSource())
    let rows = [Array(Self.ids[..<13]), Array(Self.ids[4...])]
    let whole = rows.map { row in
      withoutGradients { model(TokenTensor(row, shape: [1, row.count])) }.hidden.values
    }
    let cache = KeyValueCache(kind.config, capacity: 20, rows: 2)
    var found: [[Float]] = [[], []]
    var read = [0, 0]
    for counts in [[5, 0], [1, 7], [1, 1], [4, 5], [2, 1]] {
      let next = rows.indices.map { Array(rows[$0][read[$0]..<read[$0] + counts[$0]]) }
      let hidden = model(next, cache: cache).hidden.values
      let split = counts[0] * kind.config.hiddenSize
      found[0] += hidden[..<split]
      found[1] += hidden[split...]
      for row in rows.indices { read[row] += counts[row] }
    }
    for row in rows.indices {
      let expected = whole[row].prefix(found[row].count).map(Double.init)
      let comparison = Comparison("\(kind) row \(row)", found[row], expected, relative: 5e-6)
      #expect(comparison.matches, "\(comparison)")
    }
  }
}
