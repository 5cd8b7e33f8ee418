internal import MotifCore
package import MotifTensor

/// How far the logits of a grown model are from those of its source, on the same tokens.
package struct LogitCheck: Sendable, Equatable {
  /// The largest absolute difference of two logits.
  package let difference: Double
  /// The largest absolute logit of the source.
  package let largestLogit: Double
  /// How many positions were compared.
  package let positions: Int
  /// At how many of them both models find the same token likeliest.
  package let agreements: Int

  /// `difference / largestLogit`; NaN when a logit is no number.
  package var relativeDifference: Double { difference / largestLogit }

  /// How near the logits are, in words.
  package var summary: String {
    "logits differ by at most \(NumberText.short(relativeDifference)) of the largest"
  }

  /// Whether the function is kept up to `bound · max|logit|`; never with a NaN or an infinity.
  package func keeps(within bound: Double) -> Bool { difference <= bound * largestLogit }

  /// Throws ``GrowthError`` that says by how much, unless the function is kept.
  package func require(within bound: Double) throws(GrowthError) {
    guard !keeps(within: bound) else { return }
    throw GrowthError(
      "the logits of the grown model differ by \(difference), which is \(relativeDifference) of "
        + "the largest logit and more than the bound \(bound); nothing was written")
  }

  /// Compares the model of `plan.source` with the one of `plan.target`, on `rows` of token ids or,
  /// where there are none, on drawn ones; nil once `shouldContinue` said no.
  ///
  /// Another rotary base is another function by intention: the target is checked under the old one.
  package init?(
    _ plan: GrowthPlan, source: some ParameterSource, grown: some ParameterSource, rows: [[Int]],
    shouldContinue: () -> Bool = { true }
  ) throws {
    var target = plan.target
    target.ropeTheta = plan.source.ropeTheta
    let context = min(plan.source.maxPositionEmbeddings, target.maxPositionEmbeddings)
    let drawn = Self.drawnRows(
      vocabulary: target.vocabSize, context: context, seed: plan.options.seed)
    self.init(
      source: try CausalLanguageModel(plan.source, source: source),
      grown: try CausalLanguageModel(target, source: grown), rows: rows.isEmpty ? drawn : rows,
      shouldContinue: shouldContinue)
  }

  /// Runs both models on `rows` of token ids and compares all logits; nil once `shouldContinue`,
  /// asked before every row, said no.
  ///
  /// - Precondition: at least one token; the vocabularies are equal.
  package init?(
    source: CausalLanguageModel, grown: CausalLanguageModel, rows: [[Int]],
    shouldContinue: () -> Bool = { true }
  ) {
    precondition(rows.contains { !$0.isEmpty }, "a logit check needs at least one token")
    var (difference, largest, positions, agreements) = (0.0, 0.0, 0, 0)
    for row in rows where !row.isEmpty {
      guard shouldContinue() else { return nil }
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

  /// `tokens` cut into rows that fit `context`, 4,096 tokens at most.
  package static func rows(of tokens: [Int], context: Int) -> [[Int]] {
    let length = min(128, context)
    let taken = tokens.prefix(4096)
    return stride(from: 0, to: taken.count, by: length).map {
      Array(taken[$0..<min($0 + length, taken.count)])
    }
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
