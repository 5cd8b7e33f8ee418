internal import Foundation
internal import MotifCore

/// Picks the next token from logits: greedy, or by temperature, top-k and top-p.
public struct Sampler: Sendable {
  /// 0 is greedy; larger values flatten the distribution.
  public var temperature: Double
  /// Only the k most likely tokens; 0 keeps all.
  public var topK: Int
  /// Only the smallest set of tokens whose probability reaches p; 1 keeps all.
  public var topP: Double
  private var random: CounterRandom

  /// A sampler whose choices are a function of `seed` and the logits.
  public init(temperature: Double = 0, topK: Int = 0, topP: Double = 1, seed: UInt64 = 0) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    random = CounterRandom(seed: seed, name: "sampler")
  }

  /// The id of the next token.
  ///
  /// O(V), O(V log V) when top-k or top-p is on.
  public mutating func next(_ logits: [Float]) -> Int32 {
    let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
    guard temperature > 0 else { return Int32(best) }
    let peak = Double(logits[best])
    var candidates = logits.indices.map { index in
      (id: index, weight: exp((Double(logits[index]) - peak) / temperature))
    }
    if topK > 0 || topP < 1 {
      candidates.sort { ($0.weight, $1.id) > ($1.weight, $0.id) }
      if topK > 0 { candidates = Array(candidates.prefix(topK)) }
      candidates = nucleus(candidates)
    }
    var target = random.uniform() * candidates.reduce(0) { $0 + $1.weight }
    for candidate in candidates {
      target -= candidate.weight
      if target < 0 { return Int32(candidate.id) }
    }
    return Int32(candidates.last?.id ?? best)
  }

  private func nucleus(_ sorted: [(id: Int, weight: Double)]) -> [(id: Int, weight: Double)] {
    guard topP < 1 else { return sorted }
    let total = sorted.reduce(0) { $0 + $1.weight }
    var sum = 0.0
    let end = sorted.firstIndex { candidate in
      sum += candidate.weight
      return sum >= topP * total
    }
    return Array(sorted.prefix((end ?? sorted.count - 1) + 1))
  }
}
