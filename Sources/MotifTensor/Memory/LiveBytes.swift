internal import MotifDistributed

/// How many bytes of some buffers are in use, and the most that were at one moment.
///
/// The pool counts for the whole process; this counts for one rank of several in it. Used from its
/// rank's thread alone.
package final class LiveBytes {
  /// Bytes in use now.
  package private(set) var current = 0
  /// The most bytes in use at one moment since ``resetPeak()``.
  package private(set) var peak = 0

  /// Nothing in use.
  package init() {}

  /// Counts `bytes` more, or less where they are negative.
  package func add(_ bytes: Int) {
    current += bytes
    VirtualProgram.current?.hold(bytes)
    peak = max(peak, current)
  }

  /// Starts a new measurement of the peak from what is in use now.
  package func resetPeak() { peak = current }
}
