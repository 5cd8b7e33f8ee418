import MotifTensor
import MotifTestSupport
import Testing

@Suite("Ragged attention operation") struct RaggedAttentionOperationTests {
  private let heads = AttentionHeads.differential(
    groups: 2, signalHeads: 2, keyGroups: 1, headDim: 4)

  /// Three rows of nine keys of which some are filled; the second row is not asked.
  private let counts = [2, 0, 1]
  private let lengths = [6, 4, 8]

  private var inputs: (queries: Tensor, keys: Tensor, values: Tensor) {
    (.random("q", [1, 3, 24]), .random("k", [3, 9, 8]), .random("v", [3, 9, 8]))
  }

  @Test("each row is what a cache of one sequence is")
  func rows() {
    let (queries, keys, values) = inputs
    let found = queries.tracked().attention(
      keys: keys, values: values, heads: heads, queryCounts: counts, keyLengths: lengths)
    #expect(found.output.shape == [1, 3, 48] && found.output.node == nil)
    var largest = [Float](repeating: -.infinity, count: 6)
    var expected: [Float] = []
    var first = 0
    for row in 0..<3 where counts[row] > 0 {
      let alone = queries.slice(first..<first + counts[row], axis: 1).attention(
        keys: keys.slice(row..<row + 1), values: values.slice(row..<row + 1), heads: heads,
        keyLength: lengths[row])
      expected += alone.output.values
      largest = zip(largest, alone.maxLogits).map { max($0, $1) }
      first += counts[row]
    }
    #expect(found.output.values == expected && found.maxLogits == largest)
  }
}
