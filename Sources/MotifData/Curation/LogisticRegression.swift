internal import Foundation

/// The chance of a label from features: 1 / (1 + exp(−(w·x + b))).
///
/// Fitted by Newton's method to the minimum of |w|² / 2 + C Σ log-loss; the bias b is not penalised.
/// The sum is convex, so a step that does not lower it is halved.
package struct LogisticRegression: Sendable, Equatable {
  /// The weights w.
  package let weights: [Double]
  /// The bias b.
  package let bias: Double

  /// Given weights.
  package init(weights: [Double], bias: Double) { (self.weights, self.bias) = (weights, bias) }

  /// Fits rows of equally many features to labels; `strength` is C.
  ///
  /// Throws where the labels are all the same, or a feature is not finite.
  ///
  /// Cost: rows × features² for each of some ten steps.
  package init(_ rows: [[Double]], labels: [Bool], strength: Double) throws(DataError) {
    let width = rows.first?.count ?? 0
    guard rows.count == labels.count, Set(labels).count == 2,
      rows.allSatisfy({ $0.count == width && $0.allSatisfy(\.isFinite) })
    else {
      throw .invalid(
        "a logistic regression needs rows of \(width) finite features with both labels")
    }
    let fit = Fit(rows: rows, signs: labels.map { $0 ? 1 : -1 }, strength: strength)
    var point = [Double](repeating: 0, count: width + 1)
    var value = fit.value(point)
    for _ in 0..<100 {
      let (gradient, hessian) = fit.derivatives(point)
      let step = Fit.solve(hessian, gradient)
      var scale = 1.0
      var next = point
      repeat {
        next = zip(point, step).map { $0 - scale * $1 }
        scale /= 2
      } while fit.value(next) > value && scale > 1e-12
      let lowered = fit.value(next)
      guard lowered < value else { break }
      (point, value) = (next, lowered)
    }
    weights = Array(point.dropLast())
    bias = point[width]
  }

  /// The chance that `features` have the label.
  package func probability(_ features: [Double]) -> Double {
    Self.logistic(zip(weights, features).reduce(bias) { $0 + $1.0 * $1.1 })
  }

  fileprivate static func logistic(_ x: Double) -> Double {
    x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }
}

/// The function that is minimised; the last coordinate of a point is the bias.
private struct Fit {
  let rows: [[Double]]
  let signs: [Double]
  let strength: Double

  func margin(_ row: Int, _ point: [Double]) -> Double {
    signs[row] * zip(rows[row], point).reduce(point[point.count - 1]) { $0 + $1.0 * $1.1 }
  }

  func value(_ point: [Double]) -> Double {
    let penalty = point.dropLast().reduce(0) { $0 + $1 * $1 } / 2
    return rows.indices.reduce(penalty) { sum, row in
      let margin = margin(row, point)
      return sum + strength * (margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin)
    }
  }

  /// The gradient and the matrix of second derivatives, row by row.
  func derivatives(_ point: [Double]) -> (gradient: [Double], hessian: [[Double]]) {
    let size = point.count
    var gradient = Array(point.dropLast()) + [0]
    var hessian = (0..<size).map { i in (0..<size).map { $0 == i && i < size - 1 ? 1.0 : 0 } }
    for row in rows.indices {
      let chance = LogisticRegression.logistic(margin(row, point))
      let slope = -strength * signs[row] * (1 - chance)
      let curvature = strength * chance * (1 - chance)
      let x = rows[row] + [1]
      for i in 0..<size {
        gradient[i] += slope * x[i]
        for j in 0...i { hessian[i][j] += curvature * x[i] * x[j] }
      }
    }
    return (gradient, hessian)
  }

  /// The solution of a positive definite system whose lower triangle is given (Cholesky).
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let size = right.count
    var lower = matrix
    var x = right
    for i in 0..<size {
      for j in 0...i {
        let sum = (0..<j).reduce(matrix[i][j]) { $0 - lower[i][$1] * lower[j][$1] }
        // Without any curvature left, as behind a perfect fit, the step stays finite.
        lower[i][j] = i == j ? max(sum, 1e-300).squareRoot() : sum / lower[j][j]
      }
      x[i] = (0..<i).reduce(x[i]) { $0 - lower[i][$1] * x[$1] } / lower[i][i]
    }
    for i in (0..<size).reversed() {
      x[i] = (i + 1..<size).reduce(x[i]) { $0 - lower[$1][i] * x[$1] } / lower[i][i]
    }
    return x
  }
}
