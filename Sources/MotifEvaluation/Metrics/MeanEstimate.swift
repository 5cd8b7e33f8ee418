/// A mean over the samples of a task, with its standard error.
public struct MeanEstimate: Sendable, Equatable {
  /// The mean; not a number of no values.
  public let mean: Double
  /// The sample deviation over √n, n − 1 in its denominator; nil of fewer than two values.
  public let standardError: Double?
  /// How many values there are.
  public let count: Int

  /// The estimate from `values`.
  public init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    self.count = values.count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardError =
      values.count > 1 ? (squares / (count - 1)).squareRoot() / count.squareRoot() : nil
  }
}
