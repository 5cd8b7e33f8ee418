/// The few TensorBoard protocol buffers that scalars need, encoded by hand.
///
/// `Event { 1: double wall_time, 2: int64 step, 3: string file_version, 5: Summary, 7: SessionLog
/// }`, `Summary { 1: repeated Value { 1: string tag, 2: float simple_value } }`,
/// `SessionLog { 1: enum status }`, from tensorflow/core/util/event.proto and
/// tensorflow/core/framework/summary.proto.
struct EventMessage {
  private(set) var bytes: [UInt8] = []

  /// The first event of every file.
  static func fileVersion(time: Double) -> EventMessage {
    var event = EventMessage()
    event.double(1, time)
    event.message(3, Array("brain.Event:2".utf8))
    return event
  }

  /// The values of a step.
  static func scalars(
    _ values: [(tag: String, value: Double)], step: Int, time: Double
  ) -> EventMessage {
    var summary = EventMessage()
    for (tag, number) in values {
      var value = EventMessage()
      value.message(1, Array(tag.utf8))
      value.float(2, Float(number))
      summary.message(1, value.bytes)
    }
    var event = EventMessage()
    event.double(1, time)
    event.integer(2, step)
    event.message(5, summary.bytes)
    return event
  }

  /// Says that the run starts again before `step`: readers drop what other files say from there on.
  static func restart(step: Int, time: Double) -> EventMessage {
    var log = EventMessage()
    log.integer(1, 1)
    var event = EventMessage()
    event.double(1, time)
    event.integer(2, step)
    event.message(7, log.bytes)
    return event
  }

  /// The TFRecord around the message: length, its checksum, the message, its checksum,
  /// little-endian.
  var framed: [UInt8] {
    let length = Self.littleEndian(UInt64(bytes.count))
    return length + Self.littleEndian(CRC32C.masked(length)) + bytes
      + Self.littleEndian(CRC32C.masked(bytes))
  }

  private mutating func double(_ field: UInt64, _ value: Double) {
    variable(field << 3 | 1)
    bytes += Self.littleEndian(value.bitPattern)
  }

  private mutating func float(_ field: UInt64, _ value: Float) {
    variable(field << 3 | 5)
    bytes += Self.littleEndian(value.bitPattern)
  }

  private mutating func integer(_ field: UInt64, _ value: Int) {
    variable(field << 3)
    variable(UInt64(bitPattern: Int64(value)))
  }

  private mutating func message(_ field: UInt64, _ content: [UInt8]) {
    variable(field << 3 | 2)
    variable(UInt64(content.count))
    bytes += content
  }

  /// Seven bits a byte, the lowest first; the top bit says that more follow.
  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
