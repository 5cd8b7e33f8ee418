/// The numbers a key accepts.
package struct NumberRange: Sendable {
  package enum Bound: Sendable { case none, including(Double), excluding(Double) }

  package var lower = Bound.none
  package var upper = Bound.none

  /// The numbers between the bounds.
  package init(lower: Bound = .none, upper: Bound = .none) {
    self.lower = lower
    self.upper = upper
  }

  package static let positive = NumberRange(lower: .excluding(0))
  package static let notNegative = NumberRange(lower: .including(0))
  package static let fraction = NumberRange(lower: .including(0), upper: .including(1))
  /// Hundredths.
  package static let percent = NumberRange(lower: .including(0), upper: .including(100))
  package static let belowOne = NumberRange(lower: .including(0), upper: .excluding(1))
  /// Decays of a mean: so far below 1 that one minus them is not lost in Float.
  package static let decay = NumberRange(lower: .including(0), upper: .including(0.999_999_9))
  /// What keeps divisors away from zero, in Float too.
  package static let epsilon = NumberRange(lower: .including(1e-30))
  package static let any = NumberRange()

  package func contains(_ value: Double) -> Bool {
    let isAbove =
      switch lower {
      case .none: true
      case .including(let bound): value >= bound
      case .excluding(let bound): value > bound
      }
    let isBelow =
      switch upper {
      case .none: true
      case .including(let bound): value <= bound
      case .excluding(let bound): value < bound
      }
    return isAbove && isBelow
  }
}
