public import MotifTensor

/// Checks a differentiable operation in Float against its formula in Double.
public enum OperationCheck {
  /// The Float tolerance that the golden files document for operations.
  public static let relative = 2e-5

  /// Compares the result, and the gradient of `Σ dy ∘ y` for a random dy with respect to every
  /// input with central differences of `reference`.
  ///
  /// - Parameters:
  ///   - inputs: what the operation differentiates, at a name each for messages.
  ///   - operation: the operation of tracked copies of the inputs.
  ///   - reference: the same formula in Double, row-major numbers in and out.
  /// - Returns: one comparison for the result and one for every input.
  public static func comparisons(
    _ label: String, _ inputs: [(name: String, value: Tensor)],
    operation: ([Tensor]) -> Tensor, reference: ([[Double]]) -> [Double]
  ) -> [Comparison] {
    let leaves = inputs.map { $0.value.tracked(name: $0.name) }
    let point = inputs.map { $0.value.values.doubles }
    let y = operation(leaves)
    let dy = Tensor(randomNumbers(y.count, "dy.\(label)"), shape: y.shape)
    let weights = dy.values.doubles
    let gradients = (y * dy).sum().backward()
    var results = [
      Comparison(
        "\(label): y", y.values, reference(point), relative: relative,
        shape: y.shape.dimensions)
    ]
    for (index, leaf) in leaves.enumerated() {
      var moved = point
      let expected = centralDifferences(at: point[index]) { x in
        moved[index] = x
        return zip(reference(moved), weights).reduce(0) { $0 + $1.0 * $1.1 }
      }
      results.append(
        Comparison(
          "\(label): d\(inputs[index].name)", gradients[leaf]?.values ?? [], expected,
          relative: relative, shape: leaf.shape.dimensions))
    }
    return results
  }
}

extension Tensor {
  /// Normal numbers times `scale`, the same for the same `name` and shape.
  public static func random(_ name: String, _ shape: Shape, scale: Double = 1) -> Tensor {
    Tensor(randomNumbers(shape.count, "\(name).\(shape)", scale: scale), shape: shape)
  }
}
