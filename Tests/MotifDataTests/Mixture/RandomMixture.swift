import MotifCore

@testable import MotifData

/// A random schedule, and what it plans by an integration that knows nothing of the closed form.
struct RandomMixture {
  let domains: [String]
  let knots: [CurriculumSchedule.Knot]
  let axis: CurriculumSchedule.Axis
  let totalTokens: Int
  /// The length of each row.
  let lengths: [Int]
  let reasoning: ReasoningCap?
  /// The weights of each knot, in the order of domains, divided by their sum.
  private let rows: [[Double]]
  private let isMember: [Bool]

  /// The mixture number `index`; some weights are zero, some tiny, knots may crowd in one row.
  init(_ index: Int, hasGroup: Bool = false, share: Double = 0.095) {
    var random = CounterRandom(seed: UInt64(index), name: "mixtures")
    let count = 1 + random.integer(below: 10) + (hasGroup ? 1 : 0)
    let domains = (0..<count).map { "d\($0)" }
    let steps = [12, 60, 250][random.integer(below: 3)]
    let length = 2 + random.integer(below: 40)
    // Half of them grow longer on the way, as a ramp has it.
    let growth = random.integer(below: 2) == 0 ? steps : random.integer(below: steps)
    lengths = (0..<steps).map { $0 < growth ? length : 2 * length }
    totalTokens = lengths.reduce(0, +)
    axis = random.integer(below: 3) == 0 ? .tokens : .progress
    let scale = axis == .tokens ? Double(totalTokens) : 1
    var places = (0...random.integer(below: 6)).map { _ in random.uniform() * scale }.sorted()
    if places.count > 2 { places[1] = places[0] + (places[2] - places[0]) * 1e-3 }
    let members = hasGroup ? 1 + random.integer(below: min(3, count - 1)) : 0
    knots = places.map { place in
      var weights = domains.map { _ -> Double in
        let exponent = [1, 1, 4, 12, 40][random.integer(below: 5)]
        let value = random.uniform()
        return random.integer(below: 4) == 0
          ? 0 : (0..<exponent).reduce(1.0) { power, _ in power * value }
      }
      if weights[members...].allSatisfy({ $0 == 0 }) { weights[count - 1] = 0.5 }
      return .init(at: place, weights: Dictionary(uniqueKeysWithValues: zip(domains, weights)))
    }
    reasoning =
      hasGroup ? ReasoningCap(domains: Set(domains[..<members]), share: share) : nil
    self.domains = domains
    isMember = domains.indices.map { $0 < members }
    rows = knots.map { knot in
      let raw = domains.map { knot.weights[$0] ?? 0 }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
  }

  func schedule() throws -> CurriculumSchedule {
    try CurriculumSchedule(
      .init(axis: axis, knots: knots, reasoning: reasoning), domains: domains)
  }

  /// The shares at `place` of the axis, from the definition: lines between knots, then the cap.
  func shares(at place: Double) -> [Double] {
    var shares = rows[rows.count - 1]
    if let next = knots.firstIndex(where: { $0.at > place }) {
      shares = rows[0]
      if next > 0 {
        let u = (place - knots[next - 1].at) / (knots[next].at - knots[next - 1].at)
        shares = zip(rows[next - 1], rows[next]).map { (1 - u) * $0 + u * $1 }
      }
    }
    guard let reasoning, reasoning.share > 0 else { return shares }
    var (group, others) = (0.0, 0.0)
    for (share, isMember) in zip(shares, isMember) {
      if isMember { group += share } else { others += share }
    }
    guard group * (1 - reasoning.share) > reasoning.share * others else { return shares }
    return zip(shares, isMember).map { share, isMember in
      isMember ? share * reasoning.share / group : share * (1 - reasoning.share) / others
    }
  }

  /// ∫ shares from `start` to `end` tokens by the midpoint rule, cut at knots.
  func planned(from start: Double, to end: Double, parts: Int = 200) -> [Double] {
    let scale = axis == .tokens ? 1 : Double(totalTokens)
    let cuts = knots.map { $0.at * scale }.filter { start < $0 && $0 < end }
    let ends = [start] + cuts + [end]
    var sums = domains.map { _ in 0.0 }
    for (low, high) in zip(ends, ends.dropFirst()) {
      let width = (high - low) / Double(parts)
      for part in 0..<parts {
        let middle = low + (Double(part) + 0.5) * width
        for (index, share) in shares(at: middle / scale).enumerated() {
          sums[index] += share * width
        }
      }
    }
    return sums
  }
}
