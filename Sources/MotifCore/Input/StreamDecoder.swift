/// Turns compressed bytes into the plain ones, piece by piece.
protocol StreamDecoder: AnyObject {
  /// Decodes bytes of `input` into `output` until one of them is used up.
  ///
  /// Some output may come without input: all of it has come when there is none although `output` has
  /// room.
  ///
  /// Throws ``DamagedStream`` at bytes that mean nothing.
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> (consumed: Int, produced: Int)

  /// Ends the stream, of which all bytes were consumed.
  ///
  /// Throws ``DamagedStream`` when something is missing.
  func finish() throws(DamagedStream)
}

/// Compressed bytes that mean nothing, in words that go on after the name of a file.
struct DamagedStream: Error, Equatable {
  /// What is wrong.
  let reason: String
}
