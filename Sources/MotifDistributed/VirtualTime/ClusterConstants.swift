internal import Foundation

/// What the virtual clock knows of a cluster: seconds, bytes and operations a second of one rank.
///
/// A collective takes ``collectiveSeconds`` and the most bytes that one of its ranks sends or receives,
/// over the rate of its kind. An orthogonalisation takes its operations over the rate of its shape.
/// Element-wise work is not counted: it is the same in every way to share the orthogonalisations.
package struct ClusterConstants: Sendable, Equatable, Encodable {
  /// How fast matrices of one shape are orthogonalised.
  package struct MatrixSpeed: Sendable, Equatable, Encodable {
    /// The rows of the measured matrix.
    package var rows: Int
    /// Its columns.
    package var columns: Int
    /// 10¹² operations a second, counted as ``OwnershipPlan/newtonSchulzCost(rows:columns:steps:)`` does.
    package var teraflops: Double

    /// A measured point.
    package init(rows: Int, columns: Int, teraflops: Double) {
      (self.rows, self.columns, self.teraflops) = (rows, columns, teraflops)
    }
  }

  /// What was measured, and where.
  package var name: String
  /// Seconds that a collective takes however little it moves.
  package var collectiveSeconds: Double
  /// Bytes a second that a rank sends or receives in an all-to-all.
  package var allToAllBytesPerSecond: Double
  /// Bytes a second that a rank receives in an all-gather.
  package var allGatherBytesPerSecond: Double
  /// Bytes of a number that travels or is computed with.
  package var bytesPerElement: Int
  /// The share of a collective's time by which computation beside it takes longer.
  package var contention: Double
  /// The same while a collective waits for ranks that have not come.
  package var waitingContention: Double
  /// The measured shapes, one or more.
  package var newtonSchulz: [MatrixSpeed]

  /// NVIDIA H200 on NVLink, bfloat16, Newton–Schulz with plain products.
  ///
  /// The rates are those of the largest measured messages, 268 MB to the peer in 0.998 ms and 537 MB in
  /// 2.022 ms, without the constant part. Beside an all-to-all of 0.61 ms computation took 0.5 ms longer.
  /// How much a collective that waits costs has not been measured.
  package static let h200 = ClusterConstants(
    name: "NVIDIA H200, NVLink", collectiveSeconds: 70e-6, allToAllBytesPerSecond: 289e9,
    allGatherBytesPerSecond: 275e9, bytesPerElement: 2, contention: 0.82, waitingContention: 0,
    newtonSchulz: [
      MatrixSpeed(rows: 5120, columns: 4096, teraflops: 543),
      MatrixSpeed(rows: 2048, columns: 4096, teraflops: 444),
      MatrixSpeed(rows: 4096, columns: 8192, teraflops: 649),
      MatrixSpeed(rows: 16384, columns: 4096, teraflops: 532),
      MatrixSpeed(rows: 4096, columns: 16384, teraflops: 608),
    ])

  /// Operations a second for a matrix of `rows` by `columns`.
  ///
  /// The measured value at a measured shape. Between them the mean of all points, each weighted by the
  /// inverse square of its distance in the logarithms of both sides, so that no value lies outside the
  /// measured ones; far from all points it is their plain mean.
  package func operationsPerSecond(rows: Int, columns: Int) -> Double {
    func distance(_ side: Int, _ measured: Int) -> Double {
      let ratio = log(Double(max(side, 1)) / Double(measured))
      return ratio * ratio
    }
    var (sum, weights) = (0.0, 0.0)
    for point in newtonSchulz {
      let square = distance(rows, point.rows) + distance(columns, point.columns)
      guard square > 0 else { return point.teraflops * 1e12 }
      sum += point.teraflops / square
      weights += 1 / square
    }
    return sum / weights * 1e12
  }

  /// Seconds of five Newton–Schulz steps on a matrix.
  package func orthogonalizationSeconds(rows: Int, columns: Int) -> Double {
    Double(OwnershipPlan.newtonSchulzCost(rows: rows, columns: columns, steps: 5))
      / operationsPerSecond(rows: rows, columns: columns)
  }

  /// Bytes of the scratch of an orthogonalisation: two squares of the shorter side and one matrix.
  package func scratchBytes(rows: Int, columns: Int) -> Int {
    let shorter = min(rows, columns)
    return (2 * shorter * shorter + rows * columns) * bytesPerElement
  }
}
