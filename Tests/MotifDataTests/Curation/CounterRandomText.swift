import MotifCore

/// Texts drawn from a seed.
struct CounterRandomText {
  private var random: CounterRandom

  init(seed: UInt64) { random = CounterRandom(seed: seed, name: "test texts") }

  mutating func integer(below bound: Int) -> Int { random.integer(below: bound) }
  mutating func uniform() -> Double { random.uniform() }

  /// Up to `length` characters of `alphabet`.
  mutating func text(of alphabet: [Character], length: Int) -> String {
    String(
      (0..<random.integer(below: length + 1)).map { _ in alphabet[integer(below: alphabet.count)] })
  }

  /// `count` words of a vocabulary of `vocabulary`.
  mutating func words(_ count: Int, vocabulary: Int = 2000) -> [String] {
    (0..<count).map { _ in "w\(integer(below: vocabulary))" }
  }
}
