public import MotifModel
internal import MotifTensor

/// How far the logits of a grown model are from those of its source, on the same tokens.
public struct LogitCheck: Sendable, Equatable {
  /// The largest absolute difference of two logits.
  public let difference: Double
  /// The largest absolute logit of the source.
  public let largestLogit: Double
  /// How many positions were compared.
  public let positions: Int
  /// At how many of them both models find the same token likeliest.
  public let agreements: Int

  /// `difference / largestLogit`; NaN when a logit is no number.
  public var relativeDifference: Double { difference / largestLogit }

  /// Whether the function is kept up to `bound · max|logit|`; never with a NaN or an infinity.
  public func keeps(within bound: Double) -> Bool { difference <= bound * largestLogit }

  /// Runs both models on `rows` of token ids and compares all logits.
  ///
  /// - Precondition: at least one token; the vocabularies are equal.
  public init(
    source: CausalLanguageModel, grown: CausalLanguageModel, rows: [[Int]]
  ) {
    precondition(rows.contains { !$0.isEmpty }, "a logit check needs at least one token")
    var (difference, largest, positions, agreements) = (0.0, 0.0, 0, 0)
    for row in rows where !row.isEmpty {
      let ids = TokenTensor(row, shape: [1, row.count])
      let (before, after) = withoutGradients {
        (source.logits(source(ids).hidden), grown.logits(grown(ids).hidden))
      }
      for (old, new) in zip(before.values, after.values) {
        let distance = Double(abs(new - old))
        // NaN compares false, so test for "not smaller": a NaN stays once it is there.
        if !(distance <= difference) && !difference.isNaN { difference = distance }
        largest = max(largest, Double(abs(old)))
      }
      positions += row.count
      agreements += zip(before.argmaxRows(), after.argmaxRows()).count { $0 == $1 }
    }
    self.difference = difference
    largestLogit = largest
    self.positions = positions
    self.agreements = agreements
  }

  /// Rows of uniformly drawn tokens, 1,024 in all, for want of real text.
  static func drawnRows(vocabulary: Int, context: Int, seed: UInt64) -> [[Int]] {
    let length = min(64, context)
    var random = CounterRandom(seed: seed, name: "logit check")
    return (0..<(1024 / length)).map { _ in
      (0..<length).map { _ in random.integer(below: vocabulary) }
    }
  }
}
