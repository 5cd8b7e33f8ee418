internal import MotifTensor

/// What a rank holds of an orthogonalised matrix, as it came from the owner.
struct MuonResult {
  /// The parameter, by its number in the model.
  let parameter: Int
  /// Where it lies.
  let buffer: ExchangeBuffer
  /// From which place on.
  let offset: Int
  /// The shape of this rank's slice.
  let shape: Shape

  /// The slice of O.
  var direction: Tensor { buffer.tensor(shape, at: offset) }
}
