internal import MotifKernels

/// How a matrix is orthogonalised: coefficients, number of steps, preconditioning.
///
/// The default is Motif's: the five published steps, no preconditioning.
public struct Orthogonalization: Sendable, Equatable {
  /// The steps of every published set.
  public static let publishedSteps = 5
  /// The least singular value that the published Polar Express aims at.
  public static let publishedLowerBound = 1e-3

  /// The set of coefficients.
  public let preset: NewtonSchulzPreset
  /// The number of Newton–Schulz steps.
  public let steps: Int
  /// Whether rows are balanced first, so that fewer steps do (Turbo-Muon, arXiv 2512.04632).
  ///
  /// Each row of the shorter side is divided by `√Σ|its row of the Gram matrix|`. The spectral norm is
  /// then at most 1, and far nearer to 1 than after a division by the Frobenius norm. The result is the
  /// polar factor of the balanced matrix, which is near that of the matrix but not the same.
  public let isPreconditioned: Bool
  /// In what numbers the products of the steps are taken.
  public let precision: ProductPrecision
  let coefficients: NewtonSchulzCoefficients

  /// The steps of `preset`.
  ///
  /// - Parameters:
  ///   - preset: the set of coefficients.
  ///   - steps: `motif` and `polarExpressDion` take the last ones of their five, `jordan` repeats its
  ///     one, `polarExpress` computes as many as are wanted (arXiv 2505.16932).
  ///   - lowerBound: the least singular value that `polarExpress` aims at; the other sets are fixed.
  ///   - isPreconditioned: whether rows are balanced first.
  ///   - precision: in what numbers the products of the steps are taken.
  ///
  /// Precondition: `problem(_:steps:lowerBound:)` finds none.
  public init(
    _ preset: NewtonSchulzPreset = .motif, steps: Int = publishedSteps,
    lowerBound: Double = publishedLowerBound, isPreconditioned: Bool = false,
    precision: ProductPrecision = .float32
  ) {
    self.precision = precision
    self.preset = preset
    self.steps = steps
    self.isPreconditioned = isPreconditioned
    do {
      var chosen = try Self.coefficients(preset, steps: steps, lowerBound: lowerBound)
      chosen.isPreconditioned = isPreconditioned
      coefficients = chosen
    } catch {
      preconditionFailure("no orthogonalisation by \(preset): \(error)")
    }
  }

  /// Why `preset` has no such steps; nil where it has.
  package static func problem(
    _ preset: NewtonSchulzPreset, steps: Int, lowerBound: Double
  ) -> String? {
    do {
      _ = try coefficients(preset, steps: steps, lowerBound: lowerBound)
      return nil
    } catch {
      return error.description
    }
  }

  private static func coefficients(
    _ preset: NewtonSchulzPreset, steps: Int, lowerBound: Double
  ) throws(NewtonSchulzCoefficients.DerivationError) -> NewtonSchulzCoefficients {
    let published = preset.coefficients
    guard (steps, lowerBound) != (publishedSteps, publishedLowerBound) else { return published }
    if preset == .polarExpress {
      return try .derived(stepCount: steps, lowerBound: lowerBound, safety: 1.05)
    }
    guard lowerBound == publishedLowerBound else {
      throw .init(description: "its coefficients are fixed; only polarExpress has a lower bound")
    }
    if preset == .jordan, let step = published.steps.first, steps > 0 {
      return NewtonSchulzCoefficients(steps: Array(repeating: step, count: steps))
    }
    guard (1...published.steps.count).contains(steps) else {
      throw .init(
        description: "it has \(published.steps.count) steps, not \(steps); "
          + "polarExpress and jordan have any number")
    }
    return published.last(steps)
  }

  /// Floating-point operations of ``Tensor/orthogonalized(_:)`` for a matrix of `rows` by `columns`.
  package func operations(rows: Int, columns: Int) -> Double {
    Vectorized.newtonSchulzFLOPs(
      rows: rows, columns: columns, coefficients, unit: precision.unit)
  }

  /// Bytes that ``Tensor/orthogonalized(_:)`` needs beside the matrix, its result included.
  package static func scratchBytes(rows: Int, columns: Int) -> Int {
    let held = Vectorized.newtonSchulzScratchCount(rows: rows, columns: columns)
    return (rows * columns + held) * MemoryLayout<Float>.stride
  }
}
