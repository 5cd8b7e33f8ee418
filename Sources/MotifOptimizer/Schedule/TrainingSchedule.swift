/// What each step of a run does, as a function of the tokens trained on before it.
///
/// Rows, length and rotary base are staircases over tokens; a step takes the values in force where it
/// begins. The learning rate is that of the moment after the step, counted in nominal steps of
/// ``nominalTokens``, so that the same ``LearningRateSchedule`` serves runs with and without ramps.
/// Training, planning, charts and resuming all ask this type; the number of steps is derived from it.
public struct TrainingSchedule: Sendable {
  /// A value from a moment of training on.
  public struct Knot<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The moment, in tokens trained on.
    public let tokens: Int
    /// The value in force from there on.
    public let value: Value

    /// `value` from `tokens` on.
    public init(at tokens: Int, _ value: Value) {
      self.tokens = tokens
      self.value = value
    }
  }

  /// One step of the run.
  public struct Step: Sendable, Equatable {
    /// The step, counted from 1.
    public let number: Int
    /// Tokens trained on before it.
    public let tokensBefore: Int
    /// Sequences in its batch.
    public let rows: Int
    /// Tokens of a sequence.
    public let length: Int
    /// The learning rate η of its update: that of the schedule where the step ends.
    public let learningRate: Double
    /// The base of the rotary angles; nil keeps the model's own.
    public let rotaryBase: Double?

    /// Tokens in its batch.
    public var tokens: Int { rows * length }
    /// Tokens trained on after it.
    public var tokensAfter: Int { tokensBefore + tokens }
  }

  /// Steps that have the same rows, length and base.
  private struct Segment {
    let firstStep: Int
    let firstToken: Int
    let rows: Int
    let length: Int
    let rotaryBase: Double?

    var tokensPerStep: Int { rows * length }
  }

  /// The learning rate at a position counted in nominal steps.
  public let learningRate: LearningRateSchedule
  /// Tokens of a nominal step, the unit of ``learningRate``.
  public let nominalTokens: Int
  /// Tokens of the whole run; the last step may go beyond.
  public let totalTokens: Int
  /// Whether the rate of a step is multiplied by √(its tokens / nominal tokens).
  public let scalesRate: Bool
  private let segments: [Segment]

  /// A schedule of `totalTokens` tokens.
  ///
  /// - Precondition: rows and lengths begin at 0 tokens, knots are in order, all values are positive.
  public init(
    learningRate: LearningRateSchedule, nominalTokens: Int, totalTokens: Int, rows: [Knot<Int>],
    lengths: [Knot<Int>], rotaryBases: [Knot<Double>] = [], scalesRate: Bool = false
  ) {
    precondition(
      rows.first?.tokens == 0 && lengths.first?.tokens == 0 && nominalTokens > 0 && totalTokens > 0,
      "a schedule needs tokens, and rows and a length from its start")
    precondition(
      (rows + lengths).allSatisfy { $0.value > 0 } && rotaryBases.allSatisfy { $0.value > 0 },
      "rows, lengths and rotary bases of a schedule are positive")
    self.learningRate = learningRate
    self.nominalTokens = nominalTokens
    self.totalTokens = totalTokens
    self.scalesRate = scalesRate
    segments = Self.segments(rows, lengths, rotaryBases, totalTokens)
  }

  private static func segments(
    _ rows: [Knot<Int>], _ lengths: [Knot<Int>], _ bases: [Knot<Double>], _ totalTokens: Int
  ) -> [Segment] {
    let moments = Set(rows.map(\.tokens) + lengths.map(\.tokens) + bases.map(\.tokens)).sorted()
    var segments: [Segment] = []
    for moment in moments where moment < totalTokens {
      var (step, token) = (1, 0)
      if let last = segments.last {
        // A step that began before the moment keeps its values to its end.
        let steps = max(0, moment - last.firstToken + last.tokensPerStep - 1) / last.tokensPerStep
        (step, token) = (last.firstStep + steps, last.firstToken + steps * last.tokensPerStep)
        if steps == 0 { segments.removeLast() }
      }
      segments.append(
        Segment(
          firstStep: step, firstToken: token, rows: value(rows, at: token) ?? 1,
          length: value(lengths, at: token) ?? 1, rotaryBase: value(bases, at: token)))
    }
    return segments
  }

  private static func value<Value>(_ knots: [Knot<Value>], at tokens: Int) -> Value? {
    knots.last { $0.tokens <= tokens }?.value
  }

  /// How many steps the run has: enough for all of its tokens.
  public var stepCount: Int {
    let last = segments[segments.count - 1]
    let left = max(0, totalTokens - last.firstToken)
    return last.firstStep - 1 + left / last.tokensPerStep + (left % last.tokensPerStep > 0 ? 1 : 0)
  }

  /// The step `number`, counted from 1; O(knots).
  public subscript(number: Int) -> Step {
    let segment = segments.last { $0.firstStep <= number } ?? segments[0]
    let before = segment.firstToken + (number - segment.firstStep) * segment.tokensPerStep
    let after = before + segment.tokensPerStep
    let rate = learningRate.rate(at: Double(after) / Double(nominalTokens))
    let growth = Double(segment.tokensPerStep) / Double(nominalTokens)
    return Step(
      number: number, tokensBefore: before, rows: segment.rows, length: segment.length,
      learningRate: scalesRate ? rate * growth.squareRoot() : rate, rotaryBase: segment.rotaryBase)
  }

  /// The largest batch of the run, in tokens.
  public var largestStep: Int { segments.map(\.tokensPerStep).max() ?? 0 }

  /// The steps at which rows, length or rotary base change, the first of all among them.
  package var stages: [Step] { segments.map { self[$0.firstStep] } }

  /// A part of the run that the learning rate marks.
  package struct Phase: Sendable, Equatable {
    /// What it is called.
    package let name: String
    /// Its first step.
    package let firstStep: Int
    /// Its last step.
    package let lastStep: Int
  }

  /// Whether sequences have another length at one step than at another.
  package var rampsLength: Bool { Set(segments.map(\.length)).count > 1 }

  /// Warm-up, the part with a stable rate and annealing, those that the run has, in order.
  package var phases: [Phase] {
    let (warmup, decay) = learningRate.turns
    let first = step(at: warmup * Double(nominalTokens))
    let last = decay.map { step(at: $0 * Double(nominalTokens)) } ?? stepCount
    return [
      Phase(name: "warm-up", firstStep: 1, lastStep: first),
      Phase(name: "stable", firstStep: first + 1, lastStep: last),
      Phase(name: "anneal", firstStep: last + 1, lastStep: stepCount),
    ].filter { $0.lastStep >= $0.firstStep }
  }

  /// The mean length of the sequence that a token is in.
  package var meanLength: Double {
    let ends = segments.dropFirst().map(\.firstToken) + [max(totalTokens, 1)]
    let sum = zip(segments, ends).reduce(0.0) { sum, part in
      sum + Double(max(0, part.1 - part.0.firstToken)) * Double(part.0.length)
    }
    return sum / Double(max(totalTokens, 1))
  }

  /// The step after which the run stands nearest to `tokens` tokens; 0 for its start.
  package func step(at tokens: Double) -> Int {
    let segment = segments.last { Double($0.firstToken) <= tokens } ?? segments[0]
    let inside = (tokens - Double(segment.firstToken)) / Double(segment.tokensPerStep)
    return min(stepCount, segment.firstStep - 1 + Int(inside.rounded()))
  }
}
