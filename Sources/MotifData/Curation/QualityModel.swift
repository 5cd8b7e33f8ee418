internal import MotifCore

/// The chance that a text is whole and not made worse: a logistic regression on its features.
///
/// Trained on texts and their corruptions, so it needs no ratings; features are brought to mean 0 and
/// deviation 1 over both.
package struct QualityModel: Sendable, Equatable {
  private let means: [Double]
  private let deviations: [Double]
  private let regression: LogisticRegression

  /// Learns from `samples` and one corruption of each; deterministic for a seed.
  ///
  /// Throws where there are fewer than two samples.
  package init(
    _ samples: [(prompt: String?, answer: String)], seed: UInt64 = 1, strength: Double = 1
  ) throws(DataError) {
    guard samples.count >= 2 else {
      throw .invalid("a quality model needs two texts at least, found \(samples.count)")
    }
    var rows: [[Double]] = []
    var labels: [Bool] = []
    for (index, sample) in samples.enumerated() {
      let other = samples[(index + samples.count / 2) % samples.count].answer
      let kind = TextCorruption.allCases[index % TextCorruption.allCases.count]
      let worse = kind.applied(to: sample.answer, other: other, seed: seed)
      rows.append(TextFeatures(answer: sample.answer, prompt: sample.prompt).values)
      rows.append(TextFeatures(answer: worse, prompt: sample.prompt).values)
      labels += [true, false]
    }
    let width = TextFeatures.names.count
    let count = Double(rows.count)
    let means = (0..<width).map { place in rows.reduce(0) { $0 + $1[place] } / count }
    let deviations = (0..<width).map { place in
      let square = rows.reduce(0) {
        $0 + ($1[place] - means[place]) * ($1[place] - means[place])
      }
      // A feature that never changes says nothing.
      return square > 0 ? (square / count).squareRoot() : 1
    }
    (self.means, self.deviations) = (means, deviations)
    let scaled = rows.map { Self.scaled($0, means, deviations) }
    regression = try LogisticRegression(scaled, labels: labels, strength: strength)
  }

  /// The chance that the text with `features` is whole.
  package func quality(_ features: TextFeatures) -> Double {
    regression.probability(Self.scaled(features.values, means, deviations))
  }

  /// What tells this model from another one.
  package var identity: String {
    var hash = FNV1a()
    for number in means + deviations + regression.weights + [regression.bias] {
      hash.add(number.bitPattern)
    }
    return "quality model \(hash.value)"
  }

  private static func scaled(
    _ row: [Double], _ means: [Double], _ deviations: [Double]
  ) -> [Double] {
    row.indices.map { (row[$0] - means[$0]) / deviations[$0] }
  }
}
