internal import Foundation

/// How a ``WarmupStableDecay`` schedule falls from 1 at `p = 0` to the end ratio `r` at `p = 1`.
public enum DecayShape: String, Sendable, Codable, CaseIterable {
  /// `r^p`.
  case exp
  /// `1 − (1−r)p`.
  case linear
  /// `r + (1−r)(1 − √p)`.
  case sqrt
  /// `r + (1−r)(1 + cos πp)/2`.
  case cosine
  /// `1/√(1 + p(1/r² − 1))`.
  case invsqrt

  /// The factor at progress `p`, which is clamped to `[0, 1]`.
  public func factor(_ p: Double, endRatio r: Double) -> Double {
    let p = min(max(p, 0), 1)
    return switch self {
    case .exp: pow(r, p)
    case .linear: 1 - (1 - r) * p
    case .sqrt: r + (1 - r) * (1 - p.squareRoot())
    case .cosine: r + (1 - r) * (1 + cos(.pi * p)) / 2
    case .invsqrt: 1 / (1 + p * (1 / (r * r) - 1)).squareRoot()
    }
  }
}
