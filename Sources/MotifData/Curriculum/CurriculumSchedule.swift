/// The shares of the domains as a function of the progress of a run: piecewise linear between knots.
///
/// `p_k(u) = (1 − t) p_k⁰ + t p_k¹` between two knots, constant outside them, renormalised to sum 1.
/// Source: arXiv 2508.09148 (linear curriculum); 2511.07464, section on pre-training data.
public struct CurriculumSchedule: Sendable, Equatable {
  /// The weights at one point of the run.
  public struct Knot: Codable, Sendable, Equatable {
    /// The progress, 0 … 1.
    public var progress: Double
    /// One weight a domain, in the order of the domains; not negative, not all zero.
    public var weights: [Double]

    /// Weights at `progress`.
    public init(progress: Double, weights: [Double]) {
      self.progress = progress
      self.weights = weights
    }
  }

  /// The knots in order of progress.
  public let knots: [Knot]

  /// A schedule through `knots`, or equal shares when there is none.
  ///
  /// Throws ``DataError`` when knots go back, miss a domain, or carry negative or only zero weights.
  public init(knots: [Knot], domainCount: Int) throws(DataError) {
    guard domainCount > 0 else { throw .invalid("a mixture needs at least one domain") }
    var last = -Double.infinity
    for knot in knots {
      guard (0...1).contains(knot.progress), knot.progress > last else {
        throw .invalid(
          "mixture knots must advance from 0 to 1; \(knot.progress) does not follow \(last)")
      }
      guard knot.weights.count == domainCount else {
        throw .invalid(
          "a mixture knot has \(knot.weights.count) weights for \(domainCount) domains")
      }
      guard knot.weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
        knot.weights.contains(where: { $0 > 0 })
      else { throw .invalid("mixture weights \(knot.weights) must be ≥ 0 and not all zero") }
      last = knot.progress
    }
    let equal = Knot(progress: 0, weights: [Double](repeating: 1, count: domainCount))
    self.knots = (knots.isEmpty ? [equal] : knots).map { knot in
      let total = knot.weights.reduce(0, +)
      return Knot(progress: knot.progress, weights: knot.weights.map { $0 / total })
    }
  }

  /// The shares at `progress`, which sum to 1.
  public func shares(at progress: Double) -> [Double] {
    guard let next = knots.firstIndex(where: { $0.progress > progress }) else {
      return knots[knots.count - 1].weights
    }
    guard next > 0 else { return knots[0].weights }
    let (a, b) = (knots[next - 1], knots[next])
    let t = (progress - a.progress) / (b.progress - a.progress)
    return zip(a.weights, b.weights).map { (1 - t) * $0 + t * $1 }
  }
}
