import Foundation
import MotifCore
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

/// What training has computed is in the state; the metrics only repeat it.
@Suite struct TrainingFLOPsTests {
  private func newest(_ training: TinyTraining, _ name: String) throws -> RunCheckpoint {
    try #require(try training.folder(name).checkpoints.latest().checkpoint)
  }

  private func numbers(_ training: TinyTraining, _ name: String) throws -> [Double] {
    try training.records(name).map { try #require($0.number("trainingFLOPs")) }
  }

  /// The numbers after `steps` steps of 64 tokens, each of which costs 0.3, with 0.1 before.
  private func expected(_ steps: ClosedRange<Int>) -> [Double] {
    steps.map { step in
      let tokens = Double(64 * step)
      return 0.1 + tokens * 0.3
    }
  }

  /// Makes the state of a checkpoint one of an older run; its manifest no longer agrees with it.
  private func forgetFLOPs(_ checkpoint: RunCheckpoint) throws {
    let url = URL(fileURLWithPath: checkpoint.path(of: "state.json"))
    var state = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    #expect(state.removeValue(forKey: "computed") != nil)
    try JSONSerialization.data(withJSONObject: state).write(to: url)
  }

  @Test func theCountIsAProductUntilATokenCostsSomethingElse() throws {
    var flops = TrainingFLOPs(before: 0.1, cost: TrainingCost(perToken: 0.3, perPair: 0.01))
    var (tokens, pairs) = (0, 0)
    for (more, seen) in [(0, 0), (1, 1), (6, 21), (1_000_003, 5_000_000_007)] {
      flops.add(tokens: more, pairs: seen)
      (tokens, pairs) = (tokens + more, pairs + seen)
      #expect(flops.total == 0.1 + (Double(tokens) * 0.3 + Double(pairs) * 0.01))
    }
    #expect(flops.of(tokens: 5, pairs: 9) == 5 * 0.3 + 9 * 0.01)
    let same = flops
    flops.change(to: TrainingCost(perToken: 0.3, perPair: 0.01))
    #expect(flops == same)
    flops.change(to: TrainingCost(perToken: 0.7, perPair: 0.02))
    #expect(flops.total == same.total)
    flops.add(tokens: 5, pairs: 15)
    #expect(flops.total == same.total + (5 * 0.7 + 15 * 0.02))
    // Cut anywhere, it goes on with the same bits.
    let again = try JSONDecoder().decode(TrainingFLOPs.self, from: JSONEncoder().encode(flops))
    #expect(again == flops && again.total.bitPattern == flops.total.bitPattern)
  }

  /// What the metrics say of a step is what its batch takes: packed documents see only themselves.
  @Test func pairsOfTheBatchAreCounted() throws {
    let training = try TinyTraining()
    training.options.cost = TrainingCost(perToken: 0, perPair: 1)
    try training.run("pairs")
    let totals = try numbers(training, "pairs")
    let steps = zip(totals, [0] + totals).map { $0 - $1 }
    // Four rows of 16 tokens: as much as one document a row, or as little as a document a token.
    #expect(steps.allSatisfy { $0 >= 64 && $0 <= 4 * 16 * 17 / 2 })
    #expect(steps.contains { $0 < 4 * 16 * 17 / 2 })
    for (record, step) in zip(try training.records("pairs"), steps) {
      let rate = try #require(record.number("teraFLOPS"))
      let speed = try #require(record.number("tokensPerSecond"))
      #expect(abs(rate * 1e12 * 64 - step * speed) <= 1e-9 * step * speed)
    }
  }

  @Test func aResumedRunGoesOnCounting() throws {
    let training = try TinyTraining()
    training.options.cost = TrainingCost(perToken: 0.3, perPair: 0)
    training.options.flopsBefore = 0.1
    try training.run("whole")
    let whole = try numbers(training, "whole")
    #expect(whole == expected(1...12))
    training.steps = 8
    try training.run("cut")
    #expect(try newest(training, "cut").state().trainingFLOPs == whole[7])
    // The log is lost, and nobody tells what was before: the state knows.
    try FileManager.default.removeItem(atPath: training.folder("cut").metricsPath)
    training.options.flopsBefore = 0
    training.steps = 12
    try training.run("cut")
    #expect(try numbers(training, "cut") == Array(whole[8...]))
    // A token of longer rows costs more from then on, not from the beginning.
    training.options.cost = TrainingCost(perToken: 0.7, perPair: 0)
    training.steps = 13
    try training.run("cut")
    #expect(try numbers(training, "cut").last == whole[11] + 64 * 0.7)
  }

  /// Saved by an older version: what was before is handed over, as the metrics told it.
  @Test func aStateThatDoesNotKnowLeavesItToTheOptions() throws {
    let training = try TinyTraining()
    training.options.cost = TrainingCost(perToken: 0.3, perPair: 0)
    training.options.flopsBefore = 0.1
    training.steps = 8
    try training.run("old")
    let checkpoint = try newest(training, "old")
    try forgetFLOPs(checkpoint)
    #expect(try checkpoint.state().trainingFLOPs == nil)
    let target = training.folder("new").checkpoints
    _ = try target.save(
      step: 8,
      files: ["config.json", "state.json"].map { name in
        CheckpointStore.File(
          name,
          text: String(
            decoding: try FileOperations.system.read(checkpoint.path(of: name)), as: UTF8.self))
      } + [
        .init(
          "model.safetensors",
          tensors: training.model.parameters.parameters.map { ($0.name, $0.value) }),
        .init("optimizer.safetensors", tensors: training.optimizer.state),
      ])
    training.steps = 12
    try training.run("new")
    #expect(try numbers(training, "new") == expected(9...12))
  }

  /// What weights cost that another run starts from.
  @Test func weightsKnowWhatTheyCost() throws {
    let training = try TinyTraining()
    training.options.cost = TrainingCost(perToken: 0.3, perPair: 0)
    try training.run("a")
    let checkpoint = try newest(training, "a")
    func flops() throws -> Double { try WeightFolder(checkpoint.path).trainingFLOPs() }
    let last = try #require(try numbers(training, "a").last)
    #expect(try flops() == last && last > 0)
    let metrics = training.folder("a").metricsPath
    try FileManager.default.moveItem(atPath: metrics, toPath: metrics + "-away")
    #expect(try flops() == last)
    try forgetFLOPs(checkpoint)
    #expect(try flops() == 0)
    try FileManager.default.moveItem(atPath: metrics + "-away", toPath: metrics)
    #expect(try flops() == last)
  }
}
