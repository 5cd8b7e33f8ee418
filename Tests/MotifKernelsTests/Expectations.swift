import MotifTestSupport
import Testing

/// Expects the same bit patterns; the message names the first index that differs.
func expectSameBits(
  _ label: String, _ actual: [Float], _ expected: [Float],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let comparison = Comparison(bits: label, actual, expected)
  #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
}

/// Expects links 2 and 3 of ``ProofChain`` over several seeds.
func expectTwins(
  shape: [Int], seeds: [UInt64]? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ run: (_ seed: UInt64) -> [Twin]
) {
  for link in ProofChain.links(shape: shape, seeds: seeds, run) {
    #expect(link.matches, "\(link)", sourceLocation: sourceLocation)
  }
}
