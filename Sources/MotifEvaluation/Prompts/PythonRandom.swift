/// Python's `random.Random`: the Mersenne twister, and how it draws from lists.
///
/// Published scores rest on the examples that this generator draws. Sources: Matsumoto and Nishimura,
/// "Mersenne Twister" (1998); CPython's `Lib/random.py`.
struct PythonRandom: Sendable {
  private var state: [UInt32]
  private var place = 624

  /// The generator of `random.seed(seed)` for a whole number.
  init(seed: UInt64) {
    // As many words of 32 bits as the number has, at least one.
    let high = UInt32(seed >> 32)
    let key = [UInt32(truncatingIfNeeded: seed)] + (high == 0 ? [] : [high])
    state = Self.initial(19_650_218)
    var (i, j) = (1, 0)
    for _ in 0..<max(624, key.count) {
      let mixed = (state[i - 1] ^ (state[i - 1] >> 30)) &* 1_664_525
      state[i] = (state[i] ^ mixed) &+ key[j] &+ UInt32(j)
      i += 1
      j = (j + 1) % key.count
      if i == 624 { (state[0], i) = (state[623], 1) }
    }
    for _ in 0..<623 {
      let mixed = (state[i - 1] ^ (state[i - 1] >> 30)) &* 1_566_083_941
      state[i] = (state[i] ^ mixed) &- UInt32(i)
      i += 1
      if i == 624 { (state[0], i) = (state[623], 1) }
    }
    state[0] = 0x8000_0000
  }

  private static func initial(_ seed: UInt32) -> [UInt32] {
    var state = [seed]
    for i in 1..<624 {
      let last = state[i - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(i))
    }
    return state
  }

  /// The next 32 bits.
  mutating func next() -> UInt32 {
    if place == 624 { twist() }
    var word = state[place]
    place += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9D2C_5680
    word ^= (word << 15) & 0xEFC6_0000
    return word ^ (word >> 18)
  }

  private mutating func twist() {
    for i in 0..<624 {
      let word = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7FFF_FFFF)
      state[i] = state[(i + 397) % 624] ^ (word >> 1) ^ (word & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    place = 0
  }

  /// A whole number from 0, below `limit`: Python's `_randbelow`, for limits below 2³².
  mutating func below(_ limit: Int) -> Int {
    precondition(limit > 0 && limit < 1 << 32, "a number is drawn below \(limit)")
    let bits = Int.bitWidth - limit.leadingZeroBitCount
    while true {
      let drawn = Int(next() >> (32 - bits))
      if drawn < limit { return drawn }
    }
  }

  /// `count` different numbers from 0, below `limit`, in the order in which `random.sample` draws them.
  mutating func sample(_ count: Int, below limit: Int) -> [Int] {
    precondition(0 <= count && count <= limit, "\(count) of \(limit) are drawn")
    // Python's rule of when a list takes less memory than a set.
    var setSize = 21
    if count > 5 {
      var power = 1
      while power < count * 3 { power *= 4 }
      setSize += power
    }
    guard limit > setSize else {
      var pool = Array(0..<limit)
      return (0..<count).map { index in
        let drawn = below(limit - index)
        defer { pool[drawn] = pool[limit - index - 1] }
        return pool[drawn]
      }
    }
    var chosen = Set<Int>()
    return (0..<count).map { _ in
      var drawn = below(limit)
      while !chosen.insert(drawn).inserted { drawn = below(limit) }
      return drawn
    }
  }
}
