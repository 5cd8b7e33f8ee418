internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport
internal import MotifTensor

/// Puts what a step measured into a record for the logs.
struct StepMetrics {
  private let model: CausalLanguageModel
  private let ranks: RankMeter?
  /// Layers of which was said that the clamp holds their λ.
  private var clampedLayers: Set<Int> = []

  /// The measurements of `model`, of which `ranks` may hold parts.
  init(_ model: CausalLanguageModel, ranks: RankMeter? = nil) {
    (self.model, self.ranks) = (model, ranks)
  }

  /// Adds λ and PolyNorm's weights of every layer, and what eight bits lose; all ranks together.
  mutating func addFigures(to record: inout MetricsRecord, note: (String) -> Void) {
    let short = model.float8Parameters
    let read =
      short
      + model.parameters.parameters.filter {
        $0.role == .lambdaVector || $0.role == .polyNormWeight
      }
    func add() {
      record.add(float8: short)
      addLambdas(to: &record, note: note)
      addPolyNorms(to: &record)
    }
    guard let ranks else { return add() }
    ranks.share.reading(read, add)
    ranks.addTraffic(to: &record)
  }

  /// Starts the measurements of a step.
  func begin() { MemoryPurpose.resetPeaks() }

  /// Adds λ of every layer, where there is one; tells `note` once of each layer that the clamp has come to hold it.
  private mutating func addLambdas(to record: inout MetricsRecord, note: (String) -> Void) {
    let layers = model.blocks.map(\.attention)
    let values = layers.compactMap(\.lambdaValue)
    guard !values.isEmpty else { return }
    record.add("lambda", .list(values))
    let clamped = layers.indices.filter { layers[$0].lambdaIsClamped }
    if !clamped.isEmpty { record.add("clampedLambdas", .list(clamped.map(Double.init))) }
    for layer in Set(clamped).subtracting(clampedLayers).sorted() {
      note(
        "step \(record.step)  λ of layer \(layer) is "
          + "\(NumberText.short(values[layer])): a dot product of its vectors is held "
          + "at ±20 and has no gradient")
    }
    clampedLayers = Set(clamped)
  }

  /// Adds PolyNorm's weights of every layer, where there are any, one list for each power.
  private func addPolyNorms(to record: inout MetricsRecord) {
    let layers = model.blocks.compactMap(\.feedForward.activationWeights)
    guard !layers.isEmpty else { return }
    for (power, name) in ["polyNormCubic", "polyNormSquare", "polyNormLinear"].enumerated() {
      record.add(name, .list(layers.map { Double($0[power]) }))
    }
  }
}

extension MetricsRecord {
  /// Adds what a step measured.
  mutating func add(_ result: TrainStep.Result, learningRate: Double) {
    add("loss", result.loss)
    add("learningRate", learningRate)
    add("gradientNorm", result.gradientNorm)
    add("gradientScale", result.report.gradientScale)
    add("validTokens", .integer(result.validTokens))
    add("maxLogits", .list(result.maxLogits.map { Double($0.max() ?? 0) }))
    let clips = result.report.clips
    if !clips.isEmpty {
      let clipped = clips.reduce(0) { $0 + $1.clippedHeads }
      let heads = clips.reduce(0) { $0 + $1.queries.count }
      add("clippedHeads", .integer(clipped))
      add("clippedFraction", Double(clipped) / Double(max(1, heads)))
      add("smallestClipFactor", clips.map(\.smallestFactor).min() ?? 1)
    }
  }

  /// Adds what storing the rows of each of `parameters` in eight bits loses: signal to noise in decibels,
  /// and the parts of its numbers that become zero or are beyond the largest.
  fileprivate mutating func add(float8 parameters: [Parameter]) {
    let reports = parameters.compactMap { parameter in
      parameter.readable.float8Loss().map { (parameter.name, $0) }
    }
    guard !reports.isEmpty else { return }
    // Zeros lose nothing, and an infinite ratio is no number.
    add(
      "float8Decibels",
      .table(reports.filter { $0.1.decibels.isFinite }.map { .init($0.0, $0.1.decibels) }))
    add("float8Underflow", .table(reports.map { .init($0.0, $0.1.underflow) }))
    add("float8Saturation", .table(reports.map { .init($0.0, $0.1.saturation) }))
  }

  /// Adds the tokens read of each domain and, once there are any, those that were read before and how
  /// often each domain was read to its end.
  mutating func add(_ counts: [BatchStream.DomainCount]) {
    add("mixture", .table(counts.map { .init($0.domain, Double($0.tokens)) }))
    if counts.contains(where: { $0.repeatedTokens > 0 }) {
      add("repeatedTokens", .table(counts.map { .init($0.domain, Double($0.repeatedTokens)) }))
      add("epochs", .table(counts.map { .init($0.domain, Double($0.epochs)) }))
    }
  }

  /// Adds how many tokens of a batch of samples are trained, and which share of its places holds a token.
  mutating func add(packingOf batch: PackedBatch) {
    let placed = batch.segments.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    add("trainableTokens", .integer(batch.validTokens))
    add("packingEfficiency", Double(placed) / Double(batch.tokens))
  }

  /// Adds the most tensor memory that was in use at one moment of this step, by what it was for.
  mutating func addPeakBytes() {
    let classes: [(String, MemoryPurpose)] = [
      ("weights", .weights), ("gradients", .gradients), ("optimizer", .optimizer),
      ("activations", .activations), ("buffers", .buffers),
    ]
    add("peakBytes", .table(classes.map { .init($0, Double($1.peakBytes)) }))
  }

  /// Adds how fast `tokens` tokens, which took `flops` operations, were trained on in `seconds`.
  mutating func add(tokens: Int, flops: Double, in seconds: Double) {
    add("tokensPerSecond", Double(tokens) / max(seconds, 1e-9))
    add("teraFLOPS", flops / max(seconds, 1e-9) / 1e12)
  }

  /// Adds the entropies of generators beside the scores; nothing without generators.
  mutating func add(floors: [(domain: String, value: Double)]) {
    guard !floors.isEmpty else { return }
    add("generatorBitsPerByte", .table(floors.map { .init($0.domain, $0.value) }))
  }

  /// Adds which part of the fresh questions of each domain was answered rightly; nothing without any.
  mutating func add(exactMatch: [TrainingSummary.ExactMatch]) {
    guard !exactMatch.isEmpty else { return }
    add(
      "exactMatch",
      .table(exactMatch.map { .init($0.domain, Double($0.correct) / Double(max(1, $0.items))) }))
  }

  /// Adds what the guard has to say; nothing in a run without incidents.
  mutating func add(_ stepGuard: StepGuard, spikeLimit: Double?) {
    if let spikeLimit { add("spikeLimit", spikeLimit) }
    let state = stepGuard.state
    if !state.refusals.isEmpty { add("refusedSteps", .integer(state.refusals.count)) }
    if state.rateFactor != 1 { add("rateFactor", state.rateFactor) }
  }

  /// This record with the validation scores; as it is when nothing is held out.
  func adding(_ scores: [DomainScore]) -> MetricsRecord {
    guard let total = DomainScore.total(scores).scored else { return self }
    var record = self
    record.add("validationLoss", .table(scores.map { .init($0.domain, $0.loss) }))
    record.add("bitsPerByte", .table(scores.map { .init($0.domain, $0.bitsPerByte) }))
    record.add("validationBitsPerByte", total)
    return record
  }
}

extension DomainScore {
  /// `1.234 bits/byte  (stories 1.100, …)`.
  static func summary(_ scores: [DomainScore]) -> String {
    func text(_ value: Double) -> String { NumberText.fixed(value, 3) }
    let parts = scores.map { "\($0.domain) \(text($0.bitsPerByte))" }
    return "\(text(total(scores).bitsPerByte)) bits/byte  (\(parts.joined(separator: ", ")))"
  }
}

extension BatchStream {
  /// The share of each domain that the curriculum asks for at this moment.
  var plannedShares: [MetricsRecord.Entry] {
    let shares = schedule.shares(
      tokens: Double(tokensDrawn), totalTokens: Double(config.totalTokens))
    return zip(schedule.domains, shares).map { MetricsRecord.Entry($0, $1) }
  }
}
