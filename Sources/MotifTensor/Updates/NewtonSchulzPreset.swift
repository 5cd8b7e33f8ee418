internal import MotifKernels

/// The coefficient sets of the Newton–Schulz iteration.
public enum NewtonSchulzPreset: String, Sendable, Codable, CaseIterable {
  /// Motif's Parallel Muon: five different steps, tightest in the bulk. The default.
  case motif
  /// Keller Jordan's and Moonlight's fixed step.
  case jordan
  /// Polar Express (arXiv 2505.16932), divided by its safety factor 1.05; any number of steps.
  case polarExpress
  /// Polar Express as Dion uses it, on a matrix divided by 1.02 times its norm.
  case polarExpressDion

  var coefficients: NewtonSchulzCoefficients {
    switch self {
    case .motif: .motif
    case .jordan: .jordan
    case .polarExpress: .polarExpress
    case .polarExpressDion: .polarExpressDion
    }
  }
}
