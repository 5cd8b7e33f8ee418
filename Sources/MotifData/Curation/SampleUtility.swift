/// How much a sample still teaches, from its losses and from what else is like it.
///
/// Utility is novelty × usefulness. Novelty is (1 − the largest cosine to another sample) / (the size of
/// its group of near duplicates). Usefulness is 0 for a loss below the 5th percentile, which is learned
/// already, or above the 98th, which is noise; else it is (1 + r) / 2, where r in 0 ... 1 is the rank
/// of how much the last stage has lowered the sample's loss.
package struct SampleUtility: Sendable, Equatable {
  /// Why a sample has no use.
  package enum Reason: String, Sendable, CaseIterable {
    case learned
    case noise
    case redundant
    case lowUtility = "low_utility"
  }

  /// What is known of a sample.
  package struct Signals: Sendable, Equatable {
    /// Its mean loss under the model of this stage.
    package let loss: Double
    /// Its mean loss under the model of the stage before; nil where it is not known.
    package let earlierLoss: Double?
    /// The largest cosine to another sample; nil without embeddings.
    package let nearestCosine: Double?
    /// How many samples are near duplicates of each other, this one included.
    package let duplicateCount: Int

    /// Given numbers.
    package init(
      loss: Double, earlierLoss: Double? = nil, nearestCosine: Double? = nil,
      duplicateCount: Int = 1
    ) {
      self.loss = loss
      self.earlierLoss = earlierLoss
      self.nearestCosine = nearestCosine
      self.duplicateCount = duplicateCount
    }
  }

  /// The utility of every sample, from 0 to 1.
  package let utility: [Double]
  /// What a sample that is dropped is dropped for.
  package let reasons: [Reason]

  /// The utilities of a set.
  package init(_ samples: [Signals], band: PercentileBand = PercentileBand(low: 5, high: 98)) {
    let limits = band.limits(of: samples.map(\.loss))
    let ranks = Self.ranks(samples.map(Self.gain))
    var utility: [Double] = []
    var reasons: [Reason] = []
    for (sample, rank) in zip(samples, ranks) {
      let novelty =
        (1 - min(1, max(0, sample.nearestCosine ?? 0))) / Double(max(1, sample.duplicateCount))
      let outside: Reason? =
        if let limits, sample.loss.isFinite {
          PercentileBand.contains(sample.loss, in: limits)
            ? nil : sample.loss < limits.lowerBound ? .learned : .noise
        } else {
          .noise
        }
      utility.append(outside == nil ? novelty * (1 + rank) / 2 : 0)
      reasons.append(outside ?? (novelty < 0.5 ? .redundant : .lowUtility))
    }
    self.utility = utility
    self.reasons = reasons
  }

  /// How much the last stage has lowered the loss.
  private static func gain(_ sample: Signals) -> Double? {
    sample.earlierLoss.map { $0 - sample.loss }
  }

  /// The rank of each value among those that are known, 0 for the least and 1 for the largest, equal
  /// for equal values; ½ where it is not known.
  private static func ranks(_ values: [Double?]) -> [Double] {
    let sorted = values.compactMap { $0 }.filter { !$0.isNaN }.sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else {
      return values.map { _ in 0.5 }
    }
    return values.map { value in
      guard let value, !value.isNaN else { return 0.5 }
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < value { low = middle + 1 } else { high = middle }
      }
      return Double(low) / Double(sorted.count - 1)
    }
  }
}
