/// Decodes a file of Zstandard: frames one after the other, skippable ones among them.
///
/// Checksums are checked where frames have them. A window above 128 MiB, which the library refuses by
/// itself, is an error: memory stays bounded.
/// Sources: RFC 8878; zstd.
final class ZstandardDecoder: StreamDecoder {
  private let library: ZstandardLibrary
  private let stream: OpaquePointer
  /// What the library still expects of the frame; 0 between frames.
  private var expected = 0
  private var isEmpty = true

  /// A decoder before the first frame.
  init(_ library: ZstandardLibrary) throws(MissingLibrary) {
    guard let stream = library.create() else {
      throw MissingLibrary(reason: "cannot be decompressed: there is not enough memory for libzstd")
    }
    self.library = library
    self.stream = stream
  }

  deinit { _ = library.free(stream) }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> (consumed: Int, produced: Int) {
    var source = ZstandardLibrary.Input(source: input.baseAddress, size: input.count, position: 0)
    var target = ZstandardLibrary.Output(
      target: output.baseAddress, size: output.count, position: 0)
    while target.position < target.size {
      // Inside a frame the library may hold bytes back, without any input.
      if source.position == source.size, expected == 0 { break }
      let before = (source.position, target.position)
      let code = library.decode(stream, &target, &source)
      guard library.isError(code) == 0 else {
        let message = library.text(code)
        throw DamagedStream(
          reason: !message.hasPrefix("Unknown frame")
            ? "is damaged: its Zstandard data cannot be decoded (\(message))"
            : isEmpty
              ? "is not Zstandard: it does not begin with a frame"
              : "is damaged: trailing bytes after its last frame are no frame of Zstandard")
      }
      if before == (source.position, target.position) { break }
      expected = code
      isEmpty = false
    }
    return (source.position, target.position)
  }

  func finish() throws(DamagedStream) {
    if isEmpty { throw DamagedStream(reason: "is truncated: it is empty, expected a frame") }
    guard expected == 0 else {
      throw DamagedStream(
        reason: "is truncated: it ends inside a frame of Zstandard, so the text is not whole")
    }
  }
}
