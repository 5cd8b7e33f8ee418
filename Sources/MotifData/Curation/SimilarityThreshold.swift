/// A share such as 0.9 that counts are compared with as whole numbers, so that 9 of 10 reach it.
///
/// The binary number nearest to 0.9 lies above it; the share is taken to six decimals instead.
package struct SimilarityThreshold: Sendable, Equatable {
  private let millionths: Int

  /// The share `value`, from 0 to 1.
  package init(_ value: Double) {
    precondition(value >= 0 && value <= 1, "a share of \(value) is not within 0 ... 1")
    millionths = Int((value * 1e6).rounded())
  }

  /// Whether `part` of `whole` is at least the share; nothing of nothing is not.
  package func isReached(by part: Int, of whole: Int) -> Bool {
    whole > 0 && part * 1_000_000 >= millionths * whole
  }
}
