import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Sequences of unlike lengths in one cache.
@Suite struct KeyValueCacheTests {
  private let model: CausalLanguageModel

  init() throws {
    var config = try #require(ModelPresets.named("nano"))
    config.layerCount = 2
    config.vocabSize = 40
    config.maxPositionEmbeddings = 160
    model = try CausalLanguageModel(config, seed: 3)
  }

  private func tokens(_ count: Int, _ row: Int) -> [Int32] {
    (0..<count).map { Int32(($0 * 13 + row * 7 + $0 * row) % 40) }
  }

  /// The hidden states of one sequence in one pass, without a cache.
  private func whole(_ tokens: [Int32]) -> [Float] {
    withoutGradients { model(TokenTensor(tokens, shape: [1, tokens.count])) }.hidden.values
  }

  /// What each call gives each of four rows: nothing, one token, or many; of the first calls, that
  /// have up to 16 tokens, the bits are known.
  private static let calls = [
    [5, 0, 7, 1], [1, 9, 1, 1], [0, 1, 1, 0], [13, 1, 1, 1], [66, 1, 0, 2], [1, 1, 70, 1],
    [1, 1, 1, 1],
  ]

  @Test func everyRowIsASequenceOfItsOwn() {
    let width = model.config.hiddenSize
    let total = (0..<4).map { row in Self.calls.reduce(0) { $0 + $1[row] } }
    let sequences = total.enumerated().map { tokens($1, $0) }
    let cache = KeyValueCache(model.config, capacity: 90, rows: 4)
    let alone = total.map { KeyValueCache(model.config, capacity: $0) }
    var found = [[Float]](repeating: [], count: 4)
    var read = [0, 0, 0, 0]
    var isExact = true
    for counts in Self.calls {
      let next = (0..<4).map { Array(sequences[$0][read[$0]..<read[$0] + counts[$0]]) }
      let output = model(next, cache: cache)
      #expect(output.hidden.shape == [1, counts.reduce(0, +), width])
      #expect(output.hidden.node == nil)
      let hidden = output.hidden.values
      var start = 0
      for row in 0..<4 where counts[row] > 0 {
        let part = Array(hidden[start * width..<(start + counts[row]) * width])
        if isExact, counts.reduce(0, +) <= 16 {
          let single = model(TokenTensor(next[row], shape: [1, counts[row]]), cache: alone[row])
          let bits = Comparison(bits: "row \(row)", part, single.hidden.values)
          #expect(bits.matches, "\(bits)")
        }
        found[row] += part
        start += counts[row]
        read[row] += counts[row]
      }
      isExact = isExact && counts.reduce(0, +) <= 16
      #expect(cache.lengths == read && cache.length == read.max())
    }
    for row in 0..<4 {
      let comparison = Comparison(
        "row \(row)", found[row], whole(sequences[row]).map { Double($0) }, relative: 2e-6)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  @Test func aClearedRowBeginsAgain() {
    let cache = KeyValueCache(model.config, capacity: 9, rows: 2)
    _ = model([tokens(9, 1), tokens(4, 2)], cache: cache)
    cache.clear(row: 0)
    #expect(cache.lengths == [0, 4])
    let fresh = tokens(5, 3)
    let found = model([fresh, []], cache: cache).hidden.values
    let alone = model(
      TokenTensor(fresh, shape: [1, 5]), cache: KeyValueCache(model.config, capacity: 5))
    #expect(found == alone.hidden.values)
  }
}
