internal import MotifDistributed
internal import MotifTensor

/// A way to orthogonalise matrices of which each rank of a mesh holds a slice.
protocol MuonExchange: AnyObject {
  /// This rank's slices of all results; empty ones are left out.
  ///
  /// - Parameter update: the slice of U of a parameter, asked for once each, when it is to travel.
  func directions(
    _ update: (_ parameter: Int) -> Tensor
  ) throws(CommunicatorError) -> [MuonResult]
}
