internal import MotifDistributed
package import MotifTensor

/// What orthogonalising a matrix counts as when Parallel Muon spreads the work.
package enum OrthogonalizationCost: Sendable, Equatable {
  /// As the report counts it: dense products, the given number of steps.
  case published(steps: Int)
  /// As this package computes it: symmetric products counted half, steps on the Gram matrix alone
  /// where that is cheaper.
  case computed(Orthogonalization)

  /// Operations for a matrix of `rows` by `columns`.
  package func callAsFunction(rows: Int, columns: Int) -> Int128 {
    switch self {
    case .published(let steps):
      OwnershipPlan.newtonSchulzCost(rows: rows, columns: columns, steps: steps)
    case .computed(let method): Int128(method.operations(rows: rows, columns: columns))
    }
  }
}
