internal import MotifVector

extension Reference {
  /// The number of `format` nearest to `x`: of two that are as near the one with an even code.
  ///
  /// Looks at all of them; a number beyond the largest becomes the largest.
  package static func roundToFloat8(_ x: Double, _ format: Float8Format) -> Double {
    guard !x.isNaN else { return x }
    let magnitude = min(abs(x), Double(format.largest))
    var best = (distance: Double.infinity, value: 0.0)
    for code in UInt8(0)..<0x7F {
      let value = Double(format.decode(code))
      guard value.isFinite else { continue }
      let distance = abs(magnitude - value)
      if distance < best.distance || distance == best.distance && code % 2 == 0 {
        best = (distance, value)
      }
    }
    return x.sign == .minus ? -best.value : best.value
  }

  /// `x̂ = round(s·x) / s` in Double, for every row, every column or all numbers of `x`.
  package static func roundToFloat8(
    x: [Double], rows: Int, columns: Int, scaling: Float8Scaling, isShort: Bool = true
  ) -> [Double] {
    let x = isShort ? x.map { Double(BFloat16.float(BFloat16.bits(Float($0)))) } : x
    func group(_ index: Int) -> Int {
      switch scaling {
      case .rows: index / columns
      case .columns: index % columns
      case .whole: 0
      }
    }
    var largest = [Double](repeating: 0, count: max(rows, columns))
    for index in x.indices { largest[group(index)] = max(largest[group(index)], abs(x[index])) }
    return x.indices.map { index in
      let wanted = Float(448 / max(largest[group(index)], 1e-12))
      let scale = Double(Float(sign: .plus, exponent: wanted.exponent, significand: 1))
      return roundToFloat8(x[index] * scale, .e4m3) / scale
    }
  }
}
