internal import Foundation

/// The shares of domains as functions of a position, with their exact integrals.
///
/// Weights move in straight lines between knots, so every share is a quotient of two straight lines:
/// the weight of a domain over the sum of all, or, where the reasoning group is held at its cap c,
/// c · wᵢ / Σ_group w inside the group and (1 − c) · wᵢ / Σ_others w outside.
struct MixtureCurve: Sendable, Equatable {
  /// A stretch over which all weights move in straight lines and the cap holds or does not.
  private struct Piece: Sendable, Equatable {
    let start: Double
    let end: Double
    let low: [Double]
    let high: [Double]
    let isCapped: Bool
  }

  /// A numerator and its denominator at one position and their slopes there.
  private struct Quotient {
    var value = 0.0
    var slope = 0.0
    var divisor = 0.0
    var divisorSlope = 0.0
    var factor = 1.0

    /// The quotient at the position.
    var share: Double {
      if divisor > 0 { return factor * value / divisor }
      return divisorSlope > 0 ? factor * slope / divisorSlope : 0
    }

    /// ∫₀ˣ (a + a′y) / (b + b′y) dy = x/b · (a · ln(1+q)/q + a′x · (q − ln(1+q))/q²), q = b′x/b.
    func integral(over length: Double) -> Double {
      let q = divisor > 0 ? divisorSlope * length / divisor : .infinity
      // Where the divisor begins or ends at 0, so do all weights: their quotients are constant.
      guard q.isFinite, q > -1 + 1e-9 else { return share * length }
      var (first, second) = (0.0, 0.0)
      if abs(q) < 0.02 {
        var power = 1.0
        for term in 1...10 {
          first += power / Double(term)
          second += power / Double(term + 1)
          power *= -q
        }
      } else {
        first = log1p(q) / q
        second = (1 - first) / q
      }
      return factor * length / divisor * (value * first + slope * length * second)
    }
  }

  private let pieces: [Piece]
  private let isMember: [Bool]
  private let cap: Double

  /// The curve through `weights` at ascending `points`, constant before the first and after the last.
  ///
  /// - Parameters:
  ///   - isMember: which domains are in the group that is held at `cap`; a cap of 0 holds none.
  ///   - isOpen: which domains can be drawn; the others have no share.
  init(
    points: [Double], weights: [[Double]], isMember: [Bool], cap: Double, isOpen: [Bool]
  ) {
    self.isMember = isMember
    self.cap = isMember.contains(true) ? cap : 0
    let open = weights.map { zip($0, isOpen).map { $1 ? $0 : 0 } }
    let starts = [-Double.infinity] + points
    let lows = [open[0]] + open
    var pieces: [Piece] = []
    for (index, start) in starts.enumerated() {
      let isLast = index + 1 == starts.count
      pieces += Self.pieces(
        start, isLast ? .infinity : starts[index + 1], lows[index],
        isLast ? lows[index] : lows[index + 1], isMember, self.cap)
    }
    self.pieces = pieces
  }

  /// One piece, or two where the cap begins or ends to hold in between.
  private static func pieces(
    _ start: Double, _ end: Double, _ low: [Double], _ high: [Double], _ isMember: [Bool],
    _ cap: Double
  ) -> [Piece] {
    func excess(_ weights: [Double]) -> Double {
      zip(weights, isMember).reduce(0) { $0 + $1.0 * ($1.1 ? 1 - cap : -cap) }
    }
    func piece(_ start: Double, _ end: Double, _ low: [Double], _ high: [Double]) -> Piece {
      Piece(
        start: start, end: end, low: low, high: high,
        isCapped: cap > 0 && excess(low) + excess(high) > 0)
    }
    let (first, last) = (excess(low), excess(high))
    guard cap > 0, first * last < 0, end > start, end.isFinite, start.isFinite else {
      return [piece(start, end, low, high)]
    }
    let fraction = first / (first - last)
    let middle = zip(low, high).map { $0 + ($1 - $0) * fraction }
    let place = start + (end - start) * fraction
    return [piece(start, place, low, middle), piece(place, end, middle, high)]
  }

  private func index(of position: Double) -> Int {
    pieces.lastIndex { $0.start <= position } ?? 0
  }

  /// The share of every domain where `position` lies in `piece`.
  private func quotients(_ piece: Piece, at position: Double) -> [Quotient] {
    let length = piece.end - piece.start
    let isFlat = !length.isFinite || length <= 0
    let fraction = isFlat ? 0 : (position - piece.start) / length
    var group = Quotient()
    var others = Quotient()
    var result: [Quotient] = []
    for domain in isMember.indices {
      let (low, high) = (piece.low[domain], piece.high[domain])
      var quotient = Quotient()
      quotient.value = low + (high - low) * fraction
      quotient.slope = isFlat ? 0 : (high - low) / length
      result.append(quotient)
      if piece.isCapped, isMember[domain] {
        group.divisor += quotient.value
        group.divisorSlope += quotient.slope
      } else {
        others.divisor += quotient.value
        others.divisorSlope += quotient.slope
      }
    }
    if piece.isCapped { (group.factor, others.factor) = (cap, 1 - cap) }
    // The group alone may not be drawn: then nothing is due.
    if piece.isCapped, others.divisor <= 0, others.divisorSlope <= 0 { group.factor = 0 }
    for domain in isMember.indices {
      let whole = piece.isCapped && isMember[domain] ? group : others
      (result[domain].divisor, result[domain].divisorSlope) = (whole.divisor, whole.divisorSlope)
      result[domain].factor = whole.factor
    }
    return result
  }

  /// The share of every domain at `position`; they sum to 1, or to 0 where no domain is due.
  func shares(at position: Double) -> [Double] {
    quotients(pieces[index(of: position)], at: position).map(\.share)
  }

  /// ∫ of every share from `start` to `end`.
  func integrals(from start: Double, to end: Double) -> [Double] {
    var sums = [Double](repeating: 0, count: isMember.count)
    var position = start
    var index = index(of: start)
    while position < end {
      let piece = pieces[index]
      let length = min(end, piece.end) - position
      for (domain, quotient) in quotients(piece, at: position).enumerated() {
        sums[domain] += quotient.integral(over: length)
      }
      position = piece.end
      index += 1
    }
    return sums
  }

  /// Where the integral of the share of `domain` from `start` on reaches `amount`; never is infinite.
  func position(of domain: Int, reaching amount: Double, from start: Double) -> Double {
    var missing = amount
    var position = start
    for piece in pieces[index(of: start)...] where piece.end > position {
      let quotient = quotients(piece, at: position)[domain]
      let length = piece.end - position
      guard length.isFinite else {
        return quotient.share > 0 ? position + missing / quotient.share : .infinity
      }
      let whole = quotient.integral(over: length)
      guard whole < missing else {
        var (low, high) = (0.0, length)
        for _ in 0..<52 {
          let middle = (low + high) / 2
          if quotient.integral(over: middle) < missing { low = middle } else { high = middle }
        }
        return position + high
      }
      missing -= whole
      position = piece.end
    }
    return .infinity
  }
}
