internal import MotifData

/// How well the spans of an answer match those of DROP's gold answer.
///
/// Source: Dua et al., "DROP" (1903.00161), as lm-evaluation-harness computes it.
public struct DropScore: Sendable, Equatable {
  /// 1 when both hold the same spans, else 0.
  public let exactMatch: Double
  /// The mean overlap of words of the spans under the best pairing, rounded to two decimals.
  public let f1: Double

  /// The score of the spans `prediction` against `gold`, at least one each.
  ///
  /// O(n³) for n spans, which are paired as well as can be.
  public init(prediction: [String], gold: [String]) {
    let predicted = prediction.map(Self.normalized)
    let right = gold.map(Self.normalized)
    exactMatch = Set(predicted) == Set(right) && predicted.count == right.count ? 1 : 0
    let (bags, goldBags) = (predicted.map(Self.bag), right.map(Self.bag))
    let overlaps = goldBags.map { gold in
      bags.map { Self.sharesNumber(gold, $0) ? Self.overlap(gold, $0) : 0 }
    }
    let sum = BestPairing.sum(of: overlaps)
    f1 = (100 * sum / Double(max(bags.count, goldBags.count))).rounded(.toNearestOrEven) / 100
  }

  /// The best score of `prediction` among several gold answers; one whose first span is blank counts for
  /// nothing.
  public static func best(_ prediction: [String], golds: [[String]]) -> (exact: Double, f1: Double)
  {
    golds.reduce((0, 0)) { best, gold in
      guard let first = gold.first, !Array(first.unicodeScalars).stripped.isEmpty else {
        return best
      }
      let score = DropScore(prediction: prediction, gold: gold)
      return (max(best.0, score.exactMatch), max(best.1, score.f1))
    }
  }

  private static let article = try? PythonPattern(#"\b(a|an|the)\b"#)

  /// The words of a span between single spaces: lower case, numbers in one form, no articles.
  private static func normalized(_ span: String) -> [Unicode.Scalar] {
    let words = Array(span.unicodeScalars).split(omittingEmptySubsequences: false) {
      $0 == " " || $0 == "-"
    }
    let plain = words.map { word -> [Unicode.Scalar] in
      var text = Array(word).lowered
      if PythonNumber.float(text) == nil { text.removeAll(where: \.isASCIIPunctuation) }
      if let number = PythonNumber.float(text) { text = PythonNumber.text(number) }
      let parts = article?.split(text).map(Array.init) ?? [text]
      return joined(Array(parts.joined(separator: [" "])).words)
    }
    return joined(plain.filter { !$0.isEmpty })
  }

  private static func joined(_ words: [[Unicode.Scalar]]) -> [Unicode.Scalar] {
    Array(words.joined(separator: [" "]))
  }

  private static func bag(_ span: [Unicode.Scalar]) -> Set<[Unicode.Scalar]> { Set(span.words) }

  /// Whether the gold bag has no number, or one that the other has too.
  private static func sharesNumber(
    _ gold: Set<[Unicode.Scalar]>, _ other: Set<[Unicode.Scalar]>
  ) -> Bool {
    let numbers = gold.filter { PythonNumber.float($0) != nil }
    return numbers.isEmpty || !numbers.isDisjoint(with: other)
  }

  private static func overlap(
    _ gold: Set<[Unicode.Scalar]>, _ other: Set<[Unicode.Scalar]>
  ) -> Double {
    let shared = Double(gold.intersection(other).count)
    let precision = other.isEmpty ? 1 : shared / Double(other.count)
    let recall = gold.isEmpty ? 1 : shared / Double(gold.count)
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
  }
}
