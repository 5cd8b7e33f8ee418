/// Chooses the domain of each row of a stream: what the schedule expects, what the sources still have,
/// and the limit of the reasoning group.
struct DomainPicker: Sendable {
  private let schedule: CurriculumSchedule
  private let totalTokens: Int
  /// The most tokens to draw of each domain.
  private let limits: [Int]
  /// Whether drawing ends when a source has no more, instead of passing its share on.
  private let stops: Bool
  private let members: [Int]
  /// Credits and counts.
  private(set) var sampler: MixtureSampler
  private var isOpen: [Bool]
  private var curve: MixtureCurve

  /// A picker at the start of `totalTokens` tokens.
  init(
    _ schedule: CurriculumSchedule, totalTokens: Int, limits: [Int], stops: Bool, seed: UInt64
  ) {
    self.schedule = schedule
    self.totalTokens = totalTokens
    self.limits = limits
    self.stops = stops
    members = schedule.members
    sampler = MixtureSampler(domainCount: schedule.domains.count, seed: seed)
    isOpen = schedule.domains.map { _ in true }
    curve = schedule.curve(totalTokens: totalTokens, isOpen: isOpen)
  }

  /// Whether a source can run out of tokens.
  var isLimited: Bool { limits.contains { $0 < .max } }

  /// Goes on from `sampler`.
  mutating func restore(_ sampler: MixtureSampler) { self.sampler = sampler }

  /// The domain of the next row of `length` tokens; nil where none that is due has so many left.
  mutating func next(length: Int) -> Int? {
    close(length)
    let drawn = sampler.tokensDrawn.reduce(0, +)
    let start = Double(drawn)
    let end = start + Double(length)
    let expected = curve.integrals(from: start, to: end)
    let sum = expected.reduce(0, +)
    guard sum > 0.5 * Double(length) else { return nil }
    sampler.expect(expected.map { $0 * (Double(length) / sum) })
    if isOpen.contains(false) {
      sampler.passOn(
        zip(sampler.credits, isOpen).map { $1 ? 0 : $0 }, shares: expected)
    }
    let isHeld = holdsGroup(length, drawn, expected)
    // Without share and credit a domain is never due.
    let candidates = isOpen.indices.filter {
      isOpen[$0] && !(isHeld && members.contains($0))
        && (expected[$0] > 0 || sampler.credits[$0] > 0)
    }
    guard !candidates.isEmpty else { return nil }
    let chosen = sampler.draw(length, among: candidates) { domain, missing in
      curve.position(of: domain, reaching: missing, from: end)
    }
    return sampler.tokensDrawn[chosen] <= limits[chosen] ? chosen : nil
  }

  /// Whether a row of the reasoning group would bring it to the limit of all tokens; `expected` is what
  /// the row is to bring of each domain.
  ///
  /// More credit than a row is given up then, or what is asked for beyond the limit would pile up.
  private mutating func holdsGroup(_ length: Int, _ drawn: Int, _ expected: [Double]) -> Bool {
    let group = members.reduce(0) { $0 + sampler.tokensDrawn[$1] }
    guard !members.isEmpty, !ReasoningCap.allows(length, after: group, of: drawn) else {
      return false
    }
    let excess = members.reduce(-Double(length)) { $0 + sampler.credits[$1] }
    let asked = members.reduce(0) { $0 + expected[$1] }
    if excess > 0, asked > 0 {
      var (taken, others) = (expected.map { _ in 0.0 }, expected)
      for member in members {
        taken[member] = excess * expected[member] / asked
        others[member] = 0
      }
      sampler.passOn(taken, shares: others)
    }
    return true
  }

  /// Closes the domains that have no row of `length` tokens left, where the others take their shares.
  private mutating func close(_ length: Int) {
    guard isLimited, !stops else { return }
    let left = zip(sampler.tokensDrawn, limits).map { $0 <= $1 - length }
    guard left != isOpen else { return }
    isOpen = left
    curve = schedule.curve(totalTokens: totalTokens, isOpen: isOpen)
  }
}
