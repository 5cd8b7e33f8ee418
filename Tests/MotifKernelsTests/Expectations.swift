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
