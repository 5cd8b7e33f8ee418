internal import Foundation
internal import MotifCore

/// Random choices that add up their information: bits = Σ −log2 p.
struct Choices {
  private var random: CounterRandom
  private(set) var bits = 0.0

  /// The choices of document `index`.
  init(domain: String, index: Int, seed: UInt64) {
    self.init(stream: "\(domain).\(index)", seed: seed)
  }

  /// The choices of the stream of that name.
  init(stream name: String, seed: UInt64) { random = CounterRandom(seed: seed, name: name) }

  /// One of `options`, all equally likely.
  mutating func pick<T>(_ options: [T]) -> T { options[integer(below: options.count)] }

  /// An integer in 0 ..< bound, all equally likely.
  mutating func integer(below bound: Int) -> Int {
    bits += log2(Double(bound))
    return random.integer(below: bound)
  }

  /// An integer in `range`, all equally likely.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }

  /// Yes or no, equally likely.
  mutating func coin() -> Bool { integer(below: 2) == 0 }

  /// `options` in an order of their own, all equally likely.
  mutating func shuffled<T>(_ options: [T]) -> [T] { distinct(options.count, of: options) }

  /// `count` of `options`, none twice, in an order of their own; at most all of them.
  mutating func distinct<T>(_ count: Int, of options: [T]) -> [T] {
    var options = options
    let count = min(count, options.count)
    for place in 0..<count {
      options.swapAt(place, place + integer(below: options.count - place))
    }
    return Array(options.prefix(count))
  }

  /// An index with probability proportional to its weight.
  mutating func weighted(_ weights: [Int]) -> Int {
    let total = weights.reduce(0, +)
    var ticket = random.integer(below: total)
    var index = 0
    while ticket >= weights[index] {
      ticket -= weights[index]
      index += 1
    }
    bits -= log2(Double(weights[index]) / Double(total))
    return index
  }

  /// Draws until `accept` holds; the choices then carry −log2(p / share) bits.
  mutating func draw<T>(
    acceptedShare share: Double, _ make: (inout Choices) -> T, until accept: (T) -> Bool
  ) -> T {
    let before = bits
    while true {
      bits = before
      let value = make(&self)
      if accept(value) {
        bits += log2(share)
        return value
      }
    }
  }
}
