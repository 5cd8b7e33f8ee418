import MotifCore
import MotifTensor

/// Damages files the way disks, editors and enemies do.
struct FuzzMutation {
  private var random: CounterRandom
  private let seeds: [[UInt8]]

  /// Cases grow to at most this many bytes.
  static let largest = 1 << 16

  /// Mutations of `seeds`; the same name and seed give the same cases.
  init(seeds: [[UInt8]], name: String, seed: UInt64) {
    random = CounterRandom(seed: seed, name: name)
    self.seeds = seeds
  }

  /// The next case: one to four changes to a seed.
  mutating func next() -> [UInt8] {
    var bytes = pick(seeds)
    for _ in 0...random.integer(below: 4) { change(&bytes) }
    return Array(bytes.prefix(Self.largest))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    switch random.integer(below: 13) {
    case 0: flipBit(&bytes)
    case 1: replace(&bytes, range(in: bytes, longest: 1), with: [UInt8(random.integer(below: 256))])
    case 2: bytes.removeLast(random.integer(below: bytes.count + 1))
    case 3: bytes.removeSubrange(range(in: bytes, longest: 24))
    case 4: repeatSpan(&bytes, times: 1 + random.integer(below: 3))
    case 5: repeatSpan(&bytes, times: 4 << random.integer(below: 12))
    case 6: splice(&bytes)
    case 7, 8: replaceNumber(&bytes)
    case 9: nest(&bytes)
    case 10: duplicateMember(&bytes)
    case 11: replaceValue(&bytes)
    default:
      let place = random.integer(below: bytes.count + 1)
      bytes.insert(contentsOf: Array(pick(Self.words).utf8), at: place)
    }
  }

  private mutating func flipBit(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[random.integer(below: bytes.count)] ^= 1 << UInt8(random.integer(below: 8))
  }

  private mutating func repeatSpan(_ bytes: inout [UInt8], times: Int) {
    let span = range(in: bytes, longest: 40)
    let count = min(times, (Self.largest - min(Self.largest, bytes.count)) / max(1, span.count))
    let copies = Array(repeatElement(bytes[span], count: max(0, count)).joined())
    bytes.insert(contentsOf: copies, at: span.upperBound)
  }

  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = pick(seeds)
    replace(
      &bytes, range(in: bytes, longest: bytes.count),
      with: Array(other[range(in: other, longest: other.count)]))
  }

  /// Another number in the place of one of the file's.
  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    var numbers: [Range<Int>] = []
    var start: Int?
    for (index, byte) in (bytes + [0]).enumerated() {
      let isPart = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "+-.".utf8.contains(byte)
      if isPart, start == nil { start = index }
      if !isPart, let first = start {
        numbers.append(first..<index)
        start = nil
      }
    }
    guard !numbers.isEmpty else { return }
    replace(&bytes, pick(numbers), with: Array(pick(Self.numbers).utf8))
  }

  /// Wraps a value many times, or opens brackets that nothing closes.
  private mutating func nest(_ bytes: inout [UInt8]) {
    let depth = 1 << random.integer(below: 16)
    let place = position(of: ":", in: bytes)
    let (open, close) = pick([("[", "]"), ("{\"a\":", "}")])
    let isClosed = random.integer(below: 2) == 0
    let nested =
      String(repeating: open, count: depth)
      + (isClosed ? "1" + String(repeating: close, count: depth) : "")
    bytes.insert(contentsOf: Array(nested.utf8), at: place)
  }

  /// Writes a member of an object a second time.
  private mutating func duplicateMember(_ bytes: inout [UInt8]) {
    let start = position(of: ",", in: bytes)
    let end = bytes[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
    guard let end else { return }
    bytes.insert(contentsOf: [UInt8(ascii: ",")] + bytes[start..<end], at: end)
  }

  private mutating func replaceValue(_ bytes: inout [UInt8]) {
    let start = position(of: ":", in: bytes)
    let end = bytes[start...].firstIndex { ",}]\n".utf8.contains($0) } ?? bytes.count
    replace(&bytes, start..<end, with: Array(pick(Self.words).utf8))
  }

  private func replace(_ bytes: inout [UInt8], _ range: Range<Int>, with new: [UInt8]) {
    bytes.replaceSubrange(range, with: new)
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[random.integer(below: choices.count)]
  }

  private mutating func range(in bytes: [UInt8], longest: Int) -> Range<Int> {
    let count = min(bytes.count, 1 + random.integer(below: max(1, longest)))
    let start = random.integer(below: bytes.count - count + 1)
    return start..<start + count
  }

  /// The place behind one of the bytes `mark`, or any place.
  private mutating func position(of mark: Unicode.Scalar, in bytes: [UInt8]) -> Int {
    let places = bytes.indices.filter { bytes[$0] == UInt8(ascii: mark) }
    return places.isEmpty ? random.integer(below: bytes.count + 1) : pick(places) + 1
  }

  private static let numbers = [
    "0", "-1", "1", "2", "3", "255", "256", "65536", "4194303", "2147483647", "2147483648",
    "4294967295", "4294967296", "999999999999999999", "9007199254740993", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1e308", "1e309",
    "-1e400", "1e-400", "0.1", "5e-324", "-0.0", "1e18", "1e19", "00", "1.", "0x10",
    "123456789012345678901234567890",
  ]

  private static let words = [
    "null", "true", "{}", "[]", "\"\"", "\"a\"", "[1]", "{\"a\": 1}", "NaN", "-", ",", "\\u0000",
    "\\ud800", "\\udc00\\ud800", "\u{0}", "\u{FEFF}", "é", "한", "\u{1F468}\u{200D}\u{1F469}",
    "e\u{301}\u{301}", "\r\n", "\u{2028}", "..", "/", "../../a", "\"kind\": \"none\",",
    "\"extends\": \"case.json\",", "\"extends\": \".\",", "\"weight_map\":", "\"merges\":",
  ]
}
