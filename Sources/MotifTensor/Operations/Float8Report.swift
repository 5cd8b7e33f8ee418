/// What storing a tensor in eight bits loses.
package struct Float8Report: Sendable, Equatable {
  /// Signal to noise in decibels; infinite where nothing is lost.
  package let decibels: Double
  /// The part of all numbers that become zero and were not.
  package let underflow: Double
  /// The part of all numbers beyond the largest of the format.
  package let saturation: Double
}
