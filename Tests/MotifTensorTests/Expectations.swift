import MotifTensor
import MotifTestSupport
import Testing

/// Expects a result and every gradient to match the formula; see ``OperationCheck``.
func expectOperation(
  _ label: String, _ inputs: [(name: String, value: Tensor)],
  operation: ([Tensor]) -> Tensor, reference: ([[Double]]) -> [Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for comparison in OperationCheck.comparisons(
    label, inputs, operation: operation, reference: reference)
  {
    #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
  }
}

/// `count` numbers written by a kernel of MotifKernels.
func written(_ count: Int, _ kernel: (UnsafeMutablePointer<Double>) -> Void) -> [Double] {
  var result = [Double](repeating: .nan, count: count)
  result.withPointer(kernel)
  return result
}
