import Foundation
import MotifCore
import Testing

@Suite("CounterRandom") struct CounterRandomTests {
  private func words(_ block: (UInt64, UInt64)) -> [UInt32] {
    [block.0, block.1].flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
  }

  @Test("Philox 4×32-10 known answers of Random123")
  func knownAnswers() {
    let zero = CounterRandom.philox(key: 0, stream: 0, counter: 0)
    #expect(words(zero) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    let ones = CounterRandom.philox(key: .max, stream: .max, counter: .max)
    #expect(words(ones) == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
    // Counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0: digits of π.
    let pi = CounterRandom.philox(
      key: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e, counter: 0x85a3_08d3_243f_6a88)
    #expect(words(pi) == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
  }

  @Test("FNV-1a known answers")
  func hash() {
    #expect(CounterRandom.hash("") == 0xcbf2_9ce4_8422_2325)
    #expect(CounterRandom.hash("a") == 0xaf63_dc4c_8601_ec8c)
    #expect(CounterRandom.hash("foobar") == 0x8594_4171_f739_67e8)
  }

  @Test("a stream repeats; another name or seed gives unrelated numbers")
  func independence() {
    func draw(_ seed: UInt64, _ name: String) -> [UInt64] {
      var random = CounterRandom(seed: seed, name: name)
      return (0..<512).map { _ in random.next() }
    }
    let base = draw(1, "layer.0.weight")
    #expect(base == draw(1, "layer.0.weight"))
    for other in [draw(1, "layer.1.weight"), draw(2, "layer.0.weight")] {
      #expect(Set(base).isDisjoint(with: other))
      // Of 32 768 bit pairs half agree, ± 5 standard deviations of 90.5.
      let equal = zip(base, other).reduce(0) { $0 + (~($1.0 ^ $1.1)).nonzeroBitCount }
      #expect(abs(equal - 16_384) < 453)
    }
    #expect(Set(base).count == 512)
  }

  @Test("a position continues a stream anywhere", arguments: [0, 1, 2, 7, 100] as [UInt64])
  func position(start: UInt64) throws {
    var whole = CounterRandom(seed: 9, name: "position")
    let numbers = (0..<120).map { _ in whole.next() }
    #expect(whole.position == 120)
    var part = CounterRandom(seed: 9, name: "position")
    part.position = start
    #expect((start..<120).map { _ in part.next() } == Array(numbers[Int(start)...]))
    #expect(part == whole)

    part.position = start
    var restored = try JSONDecoder().decode(CounterRandom.self, from: JSONEncoder().encode(part))
    #expect(restored == part)
    #expect(restored.next() == numbers[Int(start)])
  }

  /// Mean and variance of `count` draws.
  private func moments(_ count: Int, _ draw: () -> Double) -> (mean: Double, variance: Double) {
    let values = (0..<count).map { _ in draw() }
    let mean = values.reduce(0, +) / Double(count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count))
  }

  // The bounds below are five standard errors of 40 000 draws.

  @Test("uniform: in [0, 1), mean 1/2, variance 1/12")
  func uniform() {
    var random = CounterRandom(seed: 3, name: "uniform")
    var inside = true
    let (mean, variance) = moments(40_000) {
      let value = random.uniform()
      inside = inside && value >= 0 && value < 1
      return value
    }
    #expect(inside)
    #expect(abs(mean - 0.5) < 0.0073)
    #expect(abs(variance - 1.0 / 12) < 0.0019)
  }

  @Test("normal: mean 0, variance 1, 4.55 % beyond two standard deviations")
  func normal() {
    var random = CounterRandom(seed: 3, name: "normal")
    var beyond = 0
    let (mean, variance) = moments(40_000) {
      let value = random.normal()
      if abs(value) > 2 { beyond += 1 }
      return value
    }
    #expect(abs(mean) < 0.025)
    #expect(abs(variance - 1) < 0.036)
    #expect(abs(Double(beyond) / 40_000 - 0.0455) < 0.0053)
  }

  @Test("truncated normal: within its bound, variance 1 − 2bφ(b)/(2Φ(b) − 1)", arguments: [1.0, 3])
  func truncatedNormal(bound: Double) {
    var random = CounterRandom(seed: 3, name: "truncated")
    var largest = 0.0
    let (mean, variance) = moments(40_000) {
      let value = random.truncatedNormal(bound: bound)
      largest = max(largest, abs(value))
      return value
    }
    let density = exp(-bound * bound / 2) / (2 * Double.pi).squareRoot()
    let expected = 1 - 2 * bound * density / erf(bound / 2.0.squareRoot())
    #expect(largest <= bound && largest > 0.9 * bound)
    #expect(abs(mean) < 0.025)
    #expect(abs(variance - expected) < 0.036)
  }

  @Test("integers: every value of the range, equally often")
  func integers() {
    var random = CounterRandom(seed: 3, name: "integers")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<35_000 { counts[random.integer(below: 7)] += 1 }
    // 5000 each, ± 5 standard deviations of 65.5.
    #expect(counts.allSatisfy { abs($0 - 5000) < 328 }, "\(counts)")
    #expect(random.integer(below: 1) == 0)
  }
}
