import Foundation
import Testing

@testable import MotifData

/// Drawn rows follow changing shares, from any state.
@Suite struct MixtureSamplerTests {
  /// Moves linearly from (0.7, 0.2, 0.1, 0) to (0.3, 0, 0.2, 0.5).
  private func shares(_ u: Double) -> [Double] {
    [0.7 - 0.4 * u, 0.2 - 0.2 * u, 0.1 + 0.1 * u, 0.5 * u]
  }

  @Test(arguments: [1, 2, 3]) func tenThousandRowsFollowTheIntegral(seed: UInt64) {
    var sampler = MixtureSampler(domainCount: 4, seed: seed)
    var drawn = [0, 0, 0, 0]
    for row in 0..<10_000 {
      drawn[sampler.next(shares: shares((Double(row) + 0.5) / 10_000), tokens: 64)] += 1
      #expect(sampler.isBalanced && sampler.credits.allSatisfy { abs($0) <= 3 * 64 })
    }
    for (count, integral) in zip(drawn, [0.5, 0.1, 0.15, 0.25]) {
      #expect(abs(Double(count) / 10_000 - integral) < 0.005)
    }
    #expect(sampler.tokensDrawn == drawn.map { 64 * $0 })
  }

  /// Constant shares bring credits back to 0 while rounding errors grow with the tokens drawn.
  @Test func roundingOfALongRunIsNoDamage() throws {
    func sampler(drawn: Int, excess: Double) throws -> MixtureSampler {
      let whole = MixtureSampler(domainCount: 2, seed: 1)
      var fields = try #require(
        JSONSerialization.jsonObject(with: JSONEncoder().encode(whole)) as? [String: Any])
      fields["credits"] = [1024 + excess, -1024]
      fields["tokensDrawn"] = [drawn, drawn]
      return try JSONDecoder().decode(
        MixtureSampler.self, from: JSONSerialization.data(withJSONObject: fields))
    }
    #expect(try sampler(drawn: 10_000_000_000, excess: 5e-3).isBalanced)
    #expect(try !sampler(drawn: 1000, excess: 5e-3).isBalanced)
    #expect(try !sampler(drawn: 10_000_000_000, excess: 1).isBalanced)
  }

  @Test func theSeedDecidesTiesOnly() {
    func run(_ seed: UInt64) -> [Int] {
      var sampler = MixtureSampler(domainCount: 4, seed: seed)
      return (0..<60).map { _ in sampler.next(shares: [0.25, 0.25, 0.25, 0.25], tokens: 4) }
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
    for start in stride(from: 0, to: 60, by: 4) {
      #expect(Set(run(1)[start..<start + 4]) == [0, 1, 2, 3], "every domain once a round")
    }
  }

  @Test func aSavedSamplerContinues() throws {
    var whole = MixtureSampler(domainCount: 4, seed: 9)
    for row in 0..<150 {
      let saved = try JSONEncoder().encode(whole)
      var again = try JSONDecoder().decode(MixtureSampler.self, from: saved)
      #expect(again == whole)
      let u = Double(row / 10) / 15
      let next = whole.next(shares: shares(u), tokens: 16)
      #expect(again.next(shares: shares(u), tokens: 16) == next)
      #expect(again == whole)
    }
  }
}
