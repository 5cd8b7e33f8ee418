/// An exact sum of squares of Float32 numbers in schoolbook binary, one bit at a time.
///
/// An oracle that shares nothing with the kernels: no limbs, no levels, no Double.
public struct BitwiseSum: Sendable {
  /// Bit i weighs 2^(i − 298).
  public private(set) var bits = [Bool](repeating: false, count: 640)

  /// The sum of the squares of `numbers`, which must be finite.
  public init(squaresOf numbers: [Float]) {
    for number in numbers { add(squareOf: number) }
  }

  private mutating func add(squareOf number: Float) {
    precondition(number.isFinite, "\(number) has no square to add")
    let field = number.bitPattern >> 23 & 0xFF
    let fraction = UInt64(number.bitPattern & 0x7F_FFFF)
    let significand = field == 0 ? fraction : fraction | 0x80_0000
    // A field of 0 or 1 means units of 2⁻¹⁴⁹.
    let unit = 2 * (max(1, Int(field)) - 1)
    let square = significand * significand
    for bit in 0..<48 where square >> bit & 1 == 1 { addBit(unit + bit) }
  }

  private mutating func addBit(_ position: Int) {
    var position = position
    while bits[position] {
      bits[position] = false
      position += 1
    }
    bits[position] = true
  }

  /// The sum in digits of 32 bits, the lowest first.
  public var digits: [Int64] {
    stride(from: 0, to: bits.count, by: 32).map { start in
      (0..<32).reduce(0) { $0 | (bits[start + $1] ? 1 << Int64($1) : 0) }
    }
  }

  /// The nearest Double, the even one of two.
  public var rounded: Double {
    guard let top = bits.lastIndex(of: true) else { return 0 }
    let last = top - 52
    var significand: UInt64 = 0
    for position in stride(from: top, through: last, by: -1) {
      significand = significand << 1 | (position >= 0 && bits[position] ? 1 : 0)
    }
    let half = last > 0 && bits[last - 1]
    let beyond = bits.prefix(max(0, last - 1)).contains(true)
    if half && (beyond || significand & 1 == 1) { significand += 1 }
    var result = Double(significand)
    for _ in 0..<abs(last - 298) { result *= last > 298 ? 2 : 0.5 }
    return result
  }
}
