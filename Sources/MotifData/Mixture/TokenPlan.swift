/// How many tokens a run draws from each source, stage by stage.
///
/// A stage lies between two knots of the mixture. Its tokens are the integrals of the shares, which the
/// sampler follows to within a row; a source that may not be read again gives its share to the others once
/// it has no more.
package struct TokenPlan: Codable, Sendable, Equatable {
  /// The steps between two knots.
  package struct Stage: Codable, Sendable, Equatable {
    /// The first step, counted from 1.
    package let firstStep: Int
    /// The last step.
    package let lastStep: Int
    /// Tokens of all sources.
    package let tokens: Int
  }

  /// What is drawn from one source.
  package struct Source: Codable, Sendable, Equatable {
    /// The domain.
    package let name: String
    /// Tokens to train on that the source has.
    package let available: Int
    /// Tokens drawn in each stage.
    package let stageTokens: [Int]
    /// Tokens drawn over the run.
    package let tokens: Int
    /// How often the source is read: tokens drawn over tokens available.
    package let epochs: Double
  }

  /// The stages in order.
  package let stages: [Stage]
  /// The sources in the order of the config.
  package let sources: [Source]

  /// Splits the tokens of a run as `schedule` says, knot by knot.
  ///
  /// - Parameters:
  ///   - available: the tokens of each of its domains.
  ///   - limits: the most of them that are drawn; by default without end.
  ///   - stops: whether a source that has no more ends the run, instead of passing its share on.
  ///   - step: the step after which the run stands nearest to so many tokens.
  package init(
    _ schedule: CurriculumSchedule, totalTokens: Int, available: [Int], limits: [Int]? = nil,
    stops: Bool = false, step: (_ tokens: Double) -> Int
  ) {
    let total = Double(totalTokens)
    let scale = schedule.axis == .tokens ? total : 1
    let ends = [0] + schedule.points.map { $0 / scale }.filter { 0 < $0 && $0 < 1 } + [1]
    var drawing = Drawing(
      schedule, totalTokens: totalTokens, limits: limits ?? available.map { _ in .max },
      stops: stops)
    var pieces: [[Double]] = []
    for (start, end) in zip(ends, ends.dropFirst()) {
      pieces.append(drawing.tokens(from: start * total, to: end * total))
    }
    stages = zip(zip(ends, ends.dropFirst()), pieces).map { range, drawn in
      let (first, last) = (step(range.0 * total), step(range.1 * total))
      return Stage(
        firstStep: min(first + 1, last), lastStep: last,
        tokens: Int(drawn.reduce(0, +).rounded()))
    }
    sources = schedule.domains.indices.map { index in
      let tokens = pieces.map { $0[index] }
      let sum = tokens.reduce(0, +)
      return Source(
        name: schedule.domains[index], available: available[index],
        stageTokens: tokens.map { Int($0.rounded()) }, tokens: Int(sum.rounded()),
        epochs: sum / Double(max(1, available[index])))
    }
  }

  /// What is drawn while sources run out one after the other.
  private struct Drawing {
    private let schedule: CurriculumSchedule
    private let totalTokens: Int
    private let stops: Bool
    /// What is left of each source; infinite where it is read without end.
    private var left: [Double]
    private var isOpen: [Bool]
    private var hasEnded = false

    init(_ schedule: CurriculumSchedule, totalTokens: Int, limits: [Int], stops: Bool) {
      (self.schedule, self.totalTokens, self.stops) = (schedule, totalTokens, stops)
      left = limits.map { $0 == .max ? .infinity : Double($0) }
      isOpen = limits.map { $0 > 0 }
    }

    /// The tokens of each source between two positions; less than all where nothing is left.
    mutating func tokens(from start: Double, to end: Double) -> [Double] {
      var sums = left.map { _ in 0.0 }
      var position = start
      while position < end, !hasEnded {
        let curve = schedule.curve(totalTokens: totalTokens, isOpen: isOpen)
        let ends = left.indices.map { index in
          isOpen[index] && left[index].isFinite
            ? curve.position(of: index, reaching: left[index], from: position) : .infinity
        }
        let next = min(end, ends.min() ?? .infinity)
        for (index, more) in curve.integrals(from: position, to: next).enumerated() {
          sums[index] += more
          left[index] = max(0, left[index] - more)
        }
        for index in ends.indices where ends[index] <= next {
          isOpen[index] = false
          hasEnded = hasEnded || stops
        }
        position = next
      }
      return sums
    }
  }
}
