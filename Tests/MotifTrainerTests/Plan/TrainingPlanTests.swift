import MotifCore
import MotifData
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import Testing

@testable import MotifTrainer

/// The parts of a plan against counting, drawing and writing for real.
@Suite struct TrainingPlanTests {
  private static func model(tied: Bool, layers: Int = 2) -> ModelConfig {
    var config = ModelConfig(
      hiddenSize: 12, layerCount: layers, intermediateSize: 20, queryHeadCount: 6,
      keyValueHeadCount: 4, noiseHeadCount: 2, headDim: 4, ropeTheta: 1e4,
      maxPositionEmbeddings: 64, vocabSize: 37)
    config.tieWordEmbeddings = tied
    return config
  }

  @Test(arguments: [false, true]) func parametersAreThoseOfTheModel(tied: Bool) throws {
    let config = Self.model(tied: tied)
    let parameters = try CausalLanguageModel(config, seed: 1).parameters.parameters
    func count(_ isCounted: (ParameterRole) -> Bool) -> Int {
      parameters.filter { isCounted($0.role) }.reduce(0) { $0 + $1.value.values.count }
    }
    let plan = ComputePlan(config, length: 8, tokens: 1000)
    #expect(plan.parameters == count { _ in true })
    #expect(plan.embeddingParameters == count { $0 == .embedding || $0 == .outputHead })
    #expect(plan.nonEmbeddingParameters == count { $0 != .embedding && $0 != .outputHead })
  }

  /// Every multiplication and addition of a sequence, one product after the other.
  @Test(arguments: [false, true]) func operationsAreThoseOfASequence(tied: Bool) throws {
    let config = Self.model(tied: tied)
    let length = 7
    var products = 0
    var attention = 0
    let model = try CausalLanguageModel(config, seed: 1)
    for token in 0..<length {
      for parameter in model.parameters.parameters where parameter.role.isHiddenMatrix {
        products += 2 * parameter.spec.shape[0] * parameter.spec.shape[1]
      }
      products += 2 * model.head.shape[0] * model.head.shape[1]
      for _ in 0..<config.layerCount {
        for _ in 0..<config.queryHeadCount {
          for _ in 0...token { attention += 2 * config.headDim + 2 * 2 * config.headDim }
        }
      }
    }
    let plan = ComputePlan(config, length: length, tokens: 10 * length)
    #expect(plan.productFLOPs * Double(length) == 3 * Double(products))
    #expect(plan.attentionFLOPs * Double(length) == 3 * Double(attention))
    #expect(plan.totalFLOPs == 30 * Double(products + attention))
  }

  /// The split must be what the stream really draws, to within a few rows.
  @Test(arguments: [
    [], [(0.0, [1.0, 2.0, 0.0])], [(0.0, [3.0, 1.0, 1.0]), (1.0, [0.0, 1.0, 4.0])],
    [(0.25, [1.0, 0.0, 0.0]), (0.5, [0.0, 5.0, 1.0]), (0.75, [1.0, 1.0, 1.0])],
  ]) func tokensAreThoseDrawn(knots: [(Double, [Double])]) throws {
    let names = ["stories", "arithmetic", "korean"]
    let tokenizer = try BPETrainer.train(
      .init(), on: [Document(text: "one two three", domain: "stories")])
    let corpora = try names.map { name in
      let domain = try SyntheticDomains.named(name)
      return try TokenizedCorpus(
        domain: name,
        documents: (0..<9).map {
          Document(text: domain.document(index: $0, seed: 1).text, domain: name)
        }, tokenizer: tokenizer)
    }
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress,
        knots: knots.map { at, weights in
          .init(at: at, weights: Dictionary(uniqueKeysWithValues: zip(names, weights)))
        }), domains: names)
    var shape = BatchStream.Config()
    (shape.rows, shape.length) = (4, 16)
    let steps = 120
    shape.totalTokens = steps * 64
    var stream = try BatchStream(corpora: corpora, schedule: schedule, config: shape)
    let plan = TokenPlan(
      schedule, totalTokens: steps * 64,
      available: corpora.map(\.tokens.count)
    ) { Int(($0 / 64).rounded()) }
    var before = [0, 0, 0]
    for (index, stage) in plan.stages.enumerated() {
      for _ in stage.firstStep...stage.lastStep { _ = stream.next() }
      let drawn = stream.counts.map(\.tokens)
      for source in 0..<3 {
        let planned = plan.sources[source].stageTokens[index]
        #expect(abs(drawn[source] - before[source] - planned) <= 3 * 16, "\(stage)")
      }
      before = drawn
    }
    #expect(plan.stages.last?.lastStep == steps)
    for (source, count) in zip(plan.sources, stream.counts) {
      #expect(abs(source.tokens - count.tokens) <= 2 * 16)
      #expect(abs(source.epochs - Double(source.tokens) / Double(source.available)) < 1e-3)
    }
    #expect(plan.sources.reduce(0) { $0 + $1.tokens } == shape.totalTokens)
  }

  @Test(arguments: [
    // interval, last, best, every, count at once of 10 steps
    (0, 3, true, 0, 1), (5, 3, true, 0, 2), (1, 3, false, 0, 4), (1, 3, true, 0, 5),
    (1, 2, false, 5, 5), (3, 1, false, 0, 2),
    (.max, 3, true, 0, 1), (1, .max, true, .max, 10), (1, .max, true, 1, 10),
    (7, 1, false, .max, 2),
  ]) func checkpointsAtOnce(interval: Int, last: Int, best: Bool, every: Int, expected: Int) {
    var retention = CheckpointStore.Retention(last: last)
    (retention.best, retention.every) = (best, every)
    let saves = SavedSteps(
      steps: 10, interval: interval, startsTrained: false, retention: retention)
    #expect(saves.largestCount == expected)
  }

  @Test(arguments: [
    // interval, last, reach, count at once of 10 steps
    (1, 1, 0, 2), (1, 1, 1, 3), (2, 1, 3, 4), (2, 3, 3, 4), (3, 1, 4, 4), (5, 1, 5, 2),
    (1, 1, .max, 10), (.max, 1, .max, 1), (0, 1, 7, 1),
  ]) func aRollbackCanNeedMore(interval: Int, last: Int, reach: Int, expected: Int) {
    var retention = CheckpointStore.Retention(last: last)
    retention.reach = reach
    let saves = SavedSteps(
      steps: 10, interval: interval, startsTrained: false, retention: retention)
    #expect(saves.largestCount == expected)
  }

  @Test func occasionsAreThoseOfALoop() {
    for interval in [1, 3, 7, 10, 11, Int.max] {
      #expect(
        Occasions.count(every: interval, in: 10)
          == (1...10).count { $0 % interval == 0 || $0 == 10 })
    }
    #expect(Occasions.count(every: 0, in: 10) == 1)
    #expect(Occasions.count(every: 2, in: .max) == .max / 2 + 1)
  }

  @Test func theDrawingIsBalancedAndHasEverySchedule() throws {
    let charts = ScheduleCharts(
      schedule: TrainingSchedule(
        learningRate: .wsd(WarmupStableDecay(peak: 1e-3, total: 50)), nominalTokens: 128,
        totalTokens: 50 * 128, rows: [.init(at: 0, 4)], lengths: [.init(at: 0, 32)]),
      mixture: try CurriculumSchedule(
        .init(
          axis: .progress,
          knots: [.init(at: 0, weights: ["a<b": 1]), .init(at: 1, weights: ["c": 1])]),
        domains: ["a<b", "c"]), title: "Plan & more")
    let text = charts.svg
    for title in ["Learning rate", "Batch", "Sequence length", "Mixture", "Plan &amp; more"] {
      #expect(text.contains(">\(title)<"), "\(title)")
    }
    #expect(text.contains("data-name=\"a&lt;b\""))
    var open: [Substring] = []
    for tag in text.split(separator: "<").compactMap({ $0.split(separator: ">").first }) {
      if tag.hasPrefix("?") || tag.hasSuffix("/") { continue }
      let name = tag.prefix { $0 != " " }
      if name.hasPrefix("/") {
        #expect(open.popLast() == name.dropFirst())
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
    #expect(charts.charts[0].series[0].points.map(\.y).max() == 1e-3)
    #expect(charts.charts[3].series[1].points.last?.y == 100)
  }

  @Test func tablesLineUp() {
    var table = TextTable(numbers: 1, notes: 1)
    table.add("a", "10", "first")
    table.add("longer", "5")
    #expect(table.text() == "  a       10  first\n  longer   5")
  }
}
