internal import MotifTensor

/// NorMuon's second moment of each row of a matrix, which evens out the updates of its neurons.
///
/// Orthogonalised updates have rows of very different size. With s the sum of squares of a row of O
/// over its n columns: `v ← β₂v + (1 − β₂)·s/n`; the row is divided by `√v + 1e-8`, and the whole matrix
/// brought back to the norm that it had. v begins at zero without a correction, since a factor that
/// all rows share goes with the norm. Sums are exact, so that the bits do not depend on how a mesh cuts
/// the matrix. Source: arXiv 2510.05491; the norm as in Dion's implementation.
struct NeuronMoments {
  /// The name of the state.
  static let stateName = "second"

  private static let epsilon = 1e-8

  /// v, one number for each row that this rank holds.
  var second: Tensor
  private let beta2: Double

  /// Zero moments.
  init(beta2: Double, rows: Int) {
    self.beta2 = beta2
    second = Tensor(repeating: 0, shape: [rows]).counted(as: .optimizer)
  }

  /// Sums over the rows of a matrix, which ranks add up before they take the factor of the norm.
  struct Norms {
    /// Of the squares of O.
    var before = ExactSquareSum()
    /// Of the squares of what is left after the division.
    var after = ExactSquareSum()

    /// What brings the norm back; 0 for a matrix of zeros.
    var factor: Double {
      let after = after.value
      return after > 0 ? (before.value / after).squareRoot() : 0
    }
  }

  /// Moves the moments on by the squares of the rows of O, which have `columns` columns in all.
  mutating func advance(_ squares: ExactRowSquares, columns: Int) -> Norms {
    var norms = Norms()
    guard second.hasNumbers, columns > 0 else { return norms }
    let sums = squares.sums
    let moments = zip(second.values, sums).map { moment, sum in
      Float(beta2 * Double(moment) + (1 - beta2) * sum.value / Double(columns))
    }
    let rows = zip(moments, sums).map { Float($1.value.squareRoot() / Self.divisor($0)) }
    second = Tensor(moments, shape: second.shape).counted(as: .optimizer)
    for sum in sums { norms.before += sum }
    norms.after.add(squaresOf: Tensor(rows, shape: second.shape))
    return norms
  }

  /// Divides the rows of O, this rank's part of them, and multiplies all by `factor`.
  func normalize(_ direction: inout Tensor, factor: Double) {
    guard second.hasNumbers else { return }
    direction.scaleRows(by: second.values.map { Float(factor / Self.divisor($0)) })
  }

  private static func divisor(_ moment: Float) -> Double { Double(moment).squareRoot() + epsilon }
}
