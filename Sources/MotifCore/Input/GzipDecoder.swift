/// Decodes a file of gzip: members one after the other, then perhaps zero bytes as padding.
///
/// Everything that a member says of itself is checked: header, CRC-32 and length of its data. What is
/// cut off or followed by something else is damaged.
/// Sources: RFC 1951, RFC 1952; zlib.
final class GzipDecoder: StreamDecoder {
  private enum State { case start, member, between, padding }

  private let library: ZlibLibrary
  private let stream: UnsafeMutablePointer<ZlibLibrary.Stream>
  private var state = State.start
  /// The number of the member, from 1.
  private var member = 1

  /// A decoder before the first member.
  init(_ library: ZlibLibrary) throws(MissingLibrary) {
    self.library = library
    stream = .allocate(capacity: 1)
    stream.initialize(to: ZlibLibrary.Stream())
    guard library.begin(stream) else {
      stream.deallocate()
      throw MissingLibrary(reason: "cannot be decompressed: there is not enough memory for libz")
    }
  }

  deinit {
    _ = library.end(stream)
    stream.deallocate()
  }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> (consumed: Int, produced: Int) {
    var (consumed, produced) = (0, 0)
    while produced < output.count {
      // Inside a member the library may hold bytes back, without any input.
      if consumed == input.count, state != .member { break }
      switch state {
      case .padding: consumed += try padding(input[consumed...])
      case .between: try begin(with: input[consumed])
      case .start, .member:
        let step = try inflate(
          UnsafeRawBufferPointer(rebasing: input[consumed...]),
          into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
        consumed += step.consumed
        produced += step.produced
        // A step that does nothing waits for more input.
        if step == (0, 0), state == .member { return (consumed, produced) }
      }
    }
    return (consumed, produced)
  }

  func finish() throws(DamagedStream) {
    switch state {
    case .between, .padding: return
    case .start: throw DamagedStream(reason: "is truncated: it is empty, expected data of gzip")
    case .member:
      throw DamagedStream(
        reason: "is truncated: it ends inside gzip member \(member), so the text is not whole")
    }
  }

  /// Passes over zero bytes.
  private func padding(_ bytes: Slice<UnsafeRawBufferPointer>) throws(DamagedStream) -> Int {
    let zeros = bytes.prefix { $0 == 0 }.count
    guard zeros == bytes.count else { throw trailing }
    return zeros
  }

  /// What comes after a member that is whole: another one, or padding.
  private func begin(with byte: UInt8) throws(DamagedStream) {
    switch byte {
    case 0: state = .padding
    case 0x1F:
      _ = library.reset(stream)
      member += 1
      state = .member
    default: throw trailing
    }
  }

  private var trailing: DamagedStream {
    DamagedStream(
      reason:
        "is damaged: trailing bytes after gzip member \(member) are neither another member nor "
        + "zeros")
  }

  private func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> (consumed: Int, produced: Int) {
    state = .member
    let (given, room) = (UInt32(min(input.count, 1 << 30)), UInt32(min(output.count, 1 << 30)))
    stream.pointee.nextIn = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.availableIn = given
    stream.pointee.nextOut = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.availableOut = room
    let code = library.inflate(stream, 0)
    let step = (
      consumed: Int(given - stream.pointee.availableIn),
      produced: Int(room - stream.pointee.availableOut)
    )
    switch code {
    case Self.ok, Self.noProgress: return step
    case Self.end:
      state = .between
      return step
    default: throw damage(stream.pointee.message.map { String(cString: $0) } ?? "error \(code)")
    }
  }

  // Values of zlib.h.
  private static let ok: Int32 = 0
  private static let end: Int32 = 1
  private static let noProgress: Int32 = -5

  /// A sentence for what zlib says.
  private func damage(_ message: String) -> DamagedStream {
    if message == "incorrect header check" {
      guard member == 1 else {
        member -= 1
        return trailing
      }
      return DamagedStream(reason: "is not gzip: it does not begin with the bytes 1F 8B")
    }
    let what =
      switch message {
      case "unknown compression method": "names a compression method that is not deflate"
      case "unknown header flags set": "has a reserved flag set in its header"
      case "header crc mismatch": "has a header CRC that its header does not have"
      case "invalid block type": "has a block type that does not exist"
      case "invalid stored block lengths":
        "has a stored block length that its complement contradicts"
      case "invalid distance too far back": "has a distance that leads back before its first byte"
      case "incorrect data check": "has data of another CRC-32 than it states"
      case "incorrect length check": "has data of another length than it states"
      default: "cannot be decoded (\(message))"
      }
    return DamagedStream(reason: "is damaged: gzip member \(member) \(what)")
  }
}
