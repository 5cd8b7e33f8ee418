package import MotifDistributed

/// One law of ``Communicator``, as every rank of a group checks it for itself.
///
/// The laws know no test library and share nothing between ranks but the communicator, so that ranks
/// may be threads or processes. A check throws ``LawBroken`` or what a collective threw.
package struct CommunicatorLaw: Sendable, CustomStringConvertible {
  package let name: String
  /// The fewest ranks with which the law says anything.
  package var fewestRanks = 1
  /// Seconds that a rank waits for the others.
  package var deadline = 60.0
  /// Whether a rank says that it has failed, which ends all where ranks are processes.
  package var endsProcesses = false
  package let check: @Sendable (any Communicator) throws -> Void

  package var description: String { name }

  /// All laws.
  package static let all = exercises + inFlight + groups + failures
}

/// A law that does not hold.
struct LawBroken: Error, CustomStringConvertible {
  let description: String
}

/// Requires a condition.
func require(
  _ isRight: Bool, _ fault: @autoclosure () -> String, line: Int = #line
) throws(LawBroken) {
  if !isRight { throw LawBroken(description: "line \(line): \(fault())") }
}

/// The error that `body` ends with, which has to be of `kind` and to name all of `names`.
@discardableResult
func requireError(
  _ kind: CommunicatorError.Kind, naming names: [String] = [], line: Int = #line,
  _ body: () throws -> Void
) throws -> CommunicatorError {
  do {
    try body()
  } catch let error as CommunicatorError {
    try require(
      error.kind == kind && names.allSatisfy { error.description.contains($0) },
      "expected \(kind) naming \(names), not \(error.kind): \(error)", line: line)
    return error
  }
  throw LawBroken(description: "line \(line): expected \(kind), but nothing was thrown")
}

/// Memory at a fixed address, with a rim on both sides that nobody may touch.
final class Block {
  private let whole: UnsafeMutableRawBufferPointer
  let bytes: UnsafeMutableRawBufferPointer
  private static let rim = 64
  private static let mark: UInt8 = 0xA5

  init(_ content: [UInt8]) {
    whole = .allocate(byteCount: content.count + 2 * Self.rim, alignment: 64)
    for index in whole.indices { whole[index] = Self.mark }
    bytes = UnsafeMutableRawBufferPointer(
      rebasing: whole[Self.rim..<Self.rim + content.count])
    bytes.copyBytes(from: content)
  }

  convenience init<Element: Exchangeable>(_ content: [Element]) {
    self.init(content.withUnsafeBytes(Array.init))
  }

  deinit { whole.deallocate() }

  var content: [UInt8] { Array(bytes) }

  func elements<Element: Exchangeable>(_ type: Element.Type) -> [Element] {
    Array(bytes.bindMemory(to: type))
  }

  /// The bytes of `range` elements of `byteCount` bytes each.
  func part(_ range: Range<Int>, _ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      rebasing: bytes[range.lowerBound * byteCount..<range.upperBound * byteCount])
  }

  func requireRim() throws(LawBroken) {
    let rims = [whole.prefix(Self.rim), whole.suffix(Self.rim)]
    try require(
      rims.allSatisfy { $0.allSatisfy { $0 == Self.mark } }, "bytes beside the buffer changed")
  }
}
