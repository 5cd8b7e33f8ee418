import MotifDistributed

/// An element with samples that show the order of addition, and its reductions in the plainest form.
protocol SampleElement: Reducible {
  static func sample(rank: Int, index: Int, salt: Int) -> Self
  static func sum(_ values: [Self]) -> Self
  static func largest(_ values: [Self]) -> Self
  /// Whether the two have the same bits or are both no number.
  static func isSame(_ a: Self, _ b: Self) -> Bool
}

extension SampleElement {
  /// What the ranks reduce to at each place.
  static func reduction(
    _ operation: ReduceOperation, ranks: Int, count: Int, salt: Int
  ) -> [Self] {
    (0..<count).map { index in
      let values = (0..<ranks).map { sample(rank: $0, index: index, salt: salt) }
      return operation == .sum ? sum(values) : largest(values)
    }
  }
}

/// Magnitudes far apart, signs in turn, here and there an infinity or no number at all.
private func number(_ rank: Int, _ index: Int, _ salt: Int) -> Double {
  let place = rank + index + salt
  if index % 97 == 13, rank == salt % 3 { return .nan }
  if index % 89 == 11, rank == 0 { return .infinity }
  let size = Double(1 + (rank * 31 + index * 7 + salt * 5) % 13) + 0.1
  return (place % 2 == 0 ? 1 : -1) * size * [1e-3, 1, 3e4][place % 3]
}

extension Float: SampleElement {
  static func sample(rank: Int, index: Int, salt: Int) -> Float { Float(number(rank, index, salt)) }
  static func sum(_ values: [Float]) -> Float { values.dropFirst().reduce(values[0], +) }
  static func largest(_ values: [Float]) -> Float {
    values.contains(where: \.isNaN) ? .nan : values.max() ?? .nan
  }
  static func isSame(_ a: Float, _ b: Float) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }
}

extension Double: SampleElement {
  static func sample(rank: Int, index: Int, salt: Int) -> Double { number(rank, index, salt) }
  static func sum(_ values: [Double]) -> Double { values.dropFirst().reduce(values[0], +) }
  static func largest(_ values: [Double]) -> Double {
    values.contains(where: \.isNaN) ? .nan : values.max() ?? .nan
  }
  static func isSame(_ a: Double, _ b: Double) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }
}

extension BFloat16Bits: SampleElement {
  static func sample(rank: Int, index: Int, salt: Int) -> BFloat16Bits {
    BFloat16Bits(Float.sample(rank: rank, index: index, salt: salt))
  }
  static func sum(_ values: [BFloat16Bits]) -> BFloat16Bits {
    BFloat16Bits(Float.sum(values.map(\.float)))
  }
  static func largest(_ values: [BFloat16Bits]) -> BFloat16Bits {
    BFloat16Bits(Float.largest(values.map(\.float)))
  }
  static func isSame(_ a: BFloat16Bits, _ b: BFloat16Bits) -> Bool {
    Float.isSame(a.float, b.float)
  }
}

extension Int: SampleElement {
  static func sample(rank: Int, index: Int, salt: Int) -> Int {
    if index % 41 == 7 { return rank % 2 == 0 ? .max : .min + rank }
    return (rank * 1_000_003 + index * 97 + salt) % 65_537 - 30_000
  }
  static func sum(_ values: [Int]) -> Int { values.reduce(0, &+) }
  static func largest(_ values: [Int]) -> Int { values.max() ?? 0 }
  static func isSame(_ a: Int, _ b: Int) -> Bool { a == b }
}
