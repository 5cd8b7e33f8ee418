import MotifTensor

/// Compares the gradient of an operation with central differences of its formula in Double.
///
/// Returns the largest difference, relative to the largest gradient.
func gradientError(
  of operation: (Tensor) -> Tensor, formula: (Double) -> Double, at points: [Float]
) -> Double {
  let x = Tensor(points).tracked()
  let weights = points.indices.map { Float($0 % 5) - 1.75 }
  let gradients = (operation(x) * Tensor(weights)).sum().backward()
  guard let gradient = gradients[x] else { return .infinity }
  let h = 1e-5
  var (error, largest) = (0.0, 0.0)
  for (index, value) in gradient.values.enumerated() {
    let point = Double(points[index])
    let slope = Double(weights[index]) * (formula(point + h) - formula(point - h)) / (2 * h)
    error = max(error, abs(Double(value) - slope))
    largest = max(largest, abs(slope))
  }
  return error / largest
}
