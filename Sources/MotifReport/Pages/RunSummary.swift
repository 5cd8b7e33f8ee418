internal import Foundation
internal import MotifCore

/// The key numbers of a run; what was never measured is nil.
package struct RunSummary: Encodable, Sendable, Equatable {
  /// A validation score of one domain.
  package struct Domain: Encodable, Sendable, Equatable {
    /// The domain.
    package let name: String
    /// The lowest bits per byte.
    package let best: Double
    /// The step after which they were reached.
    package let bestStep: Int
    /// The bits per byte of the last evaluation.
    package let last: Double
  }

  /// The last step.
  package let steps: Int
  /// Tokens trained on.
  package let tokens: Int?
  /// The training loss at the end in nats a token, smoothed over a hundredth of the run.
  package let finalLoss: Double?
  /// The best validation score over all domains.
  package let validation: Domain?
  /// The best score of each domain.
  package let domains: [Domain]
  /// The median throughput.
  package let tokensPerSecond: Double?
  /// The largest attention logit of the run.
  package let largestLogit: Double?
  /// Heads clipped, summed over the steps.
  package let clippedHeads: Int?
  /// Records in which the loss or the gradient norm was not finite.
  package let nonFinite: Int
  private let lossCurve: String

  private enum CodingKeys: CodingKey {
    case steps, tokens, finalLoss, validation, domains, tokensPerSecond, largestLogit
    case clippedHeads, nonFinite
  }

  /// The key numbers of `records`.
  ///
  /// Cost: O(records · log records).
  package init(_ records: [MetricsRecord]) {
    let metrics = RunMetrics(records)
    steps = metrics.records.last?.step ?? 0
    tokens = metrics.numbers("tokens").last.flatMap { Int(exactly: $0.y) }
    let loss = metrics.numbers("loss")
    finalLoss =
      RunMetrics.smoothed(loss, window: metrics.smoothingWindow).last { $0.y.isFinite }?.y
    lossCurve = Sparkline.text(loss.map(\.y), width: 40)
    validation = Self.domain("all", metrics.numbers("validationBitsPerByte"))
    domains = metrics.tables("bitsPerByte").compactMap { Self.domain($0.name, $0.points) }
    tokensPerSecond = RunMetrics.median(metrics.numbers("tokensPerSecond"))
    largestLogit = metrics.listMaxima("maxLogits").map(\.y).filter(\.isFinite).max()
    let clips = metrics.numbers("clippedHeads").map(\.y).filter(\.isFinite)
    clippedHeads = clips.isEmpty ? nil : Int(exactly: clips.reduce(0, +).rounded())
    nonFinite =
      metrics.records.count {
        $0.number("loss")?.isFinite == false || $0.number("gradientNorm")?.isFinite == false
      }
  }

  private static func domain(_ name: String, _ points: [LineChart.Point]) -> Domain? {
    let finite = points.filter(\.y.isFinite)
    guard let best = finite.min(by: { $0.y < $1.y }), let last = finite.last else { return nil }
    return Domain(name: name, best: best.y, bestStep: Int(best.x), last: last.y)
  }

  /// The numbers that were measured, with their names, in the order in which they are shown.
  var facts: [(name: String, value: String)] {
    var result = [("steps", NumberText.grouped(steps))]
    if let tokens { result.append(("tokens", NumberText.short(Double(tokens), digits: 3))) }
    if let finalLoss { result.append(("final loss", NumberText.short(finalLoss))) }
    if let validation {
      result.append(("best bits per byte", NumberText.short(validation.best)))
    }
    if let tokensPerSecond {
      result.append(("tokens per second", NumberText.short(tokensPerSecond, digits: 3)))
    }
    if let largestLogit {
      result.append(("largest logit", NumberText.short(largestLogit, digits: 3)))
    }
    if let clippedHeads { result.append(("clipped heads", NumberText.grouped(clippedHeads))) }
    if nonFinite > 0 { result.append(("steps not finite", NumberText.grouped(nonFinite))) }
    return result
  }

  /// A few lines for the terminal: the loss as a curve of blocks, the key numbers, the domains.
  package var text: String {
    var lines = lossCurve.isEmpty ? [] : ["loss  \(lossCurve)"]
    lines.append(facts.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
    for domain in domains {
      lines.append(
        "\(domain.name): \(NumberText.short(domain.last)) bits per byte, "
          + "best \(NumberText.short(domain.best)) at step \(domain.bestStep)")
    }
    return lines.joined(separator: "\n")
  }
}
