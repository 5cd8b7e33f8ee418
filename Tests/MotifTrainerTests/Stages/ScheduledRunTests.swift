import Foundation
import MotifCore
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// Whole runs whose mixture, batch, length and rotary base change on the way.
@Suite("Scheduled runs", .serialized) struct ScheduledRunTests {
  private static let config = """
    {
      "seed": 5,
      "model": {
        "hidden_size": 8, "num_hidden_layers": 1, "intermediate_size": 12,
        "num_attention_heads": 6, "num_key_value_heads": 4, "num_noise_heads": 2, "head_dim": 4,
        "max_position_embeddings": 64
      },
      "tokenizer": {"vocabSize": 270, "sampleBytes": 3000},
      "data": {
        "sources": [
          {"name": "stories", "family": "stories", "documents": 30},
          {"name": "sums", "family": "arithmetic", "documents": 30},
          {"name": "programs", "family": "programs", "documents": 30}
        ],
        "mixture": {
          "knots": [{"weights": {"stories": 1}}, {"at": 1, "weights": {"sums": 2, "programs": 1}}]
        },
        "validationFraction": 0.2
      },
      "training": {
        "tokens": 1000, "batchSize": 3, "microBatchSize": 3, "sequenceLength": 16,
        "ramp": {
          "batch": [{"at": 0.2, "tokens": 96}, {"at": 0.5, "tokens": 192}],
          "sequence": [{"at": 0.7, "length": 32, "ropeTheta": 500}]
        }
      },
      "schedule": {"scaleWithBatch": true},
      "evaluation": {"interval": 0, "maxTokens": 64, "items": 1},
      "generation": {"tokens": 3, "prompts": ["One"]},
      "checkpoint": {"interval": 1, "keepLast": 100, "background": false},
      "logging": {"tensorBoard": false, "report": false}
    }
    """

  private func resolved(_ place: RunPlace, _ name: String, _ overrides: [String]) throws
    -> ResolvedConfig
  {
    try ConfigLoader.load(
      text: Self.config, file: place.path + "/run.json",
      overrides: ["output=\(place.path)", "name=\(name)"] + overrides)
  }

  private func run(_ place: RunPlace, _ name: String, _ overrides: String...) throws -> Trained {
    try TrainingRun(
      resolved(place, name, overrides), output: .silent, signals: .deaf
    ).start()
  }

  /// The run `whole` once more under another name, cut back to its checkpoint of `step`.
  private func cut(_ place: RunPlace, _ name: String, after step: Int) throws -> String {
    let path = place.path + "/" + name
    try FileManager.default.copyItem(atPath: place.path + "/whole", toPath: path)
    let folder = RunFolder(path: path, keep: .init(last: 100))
    for checkpoint in try folder.checkpoints.checkpoints() where checkpoint.step > step {
      try FileManager.default.removeItem(atPath: checkpoint.path)
    }
    return path
  }

  private func bits(_ trained: Trained) -> [[UInt32]] {
    trained.model.parameters.parameters.map { $0.value.values.map(\.bitPattern) }
  }

  private func records(_ trained: Trained) throws -> [MetricsRecord] {
    try MetricsLog.read(trained.folder.metricsPath)
  }

  /// The fields of `record` that follow from the data alone.
  private func ofData(_ record: MetricsRecord) -> [MetricsRecord.Field] {
    record.fields.filter {
      [
        "tokens", "validTokens", "mixture", "plannedMixture", "repeatedTokens", "epochs",
        "learningRate",
      ]
      .contains($0.name)
    }
  }

  @Test("follow the schedule, and one that is resumed at any step has the same bits")
  func resumes() throws {
    let place = try RunPlace()
    let whole = try run(place, "whole")
    let (wanted, lines) = (bits(whole), try records(whole))
    let schedule = RunParts(config: whole.config).schedule
    #expect(lines.map(\.step) == Array(1...schedule.stepCount))
    #expect(schedule.stages.map(\.rows) == [3, 6, 12, 6])
    #expect(schedule.stages.map(\.length) == [16, 16, 16, 32])
    for line in lines {
      let step = schedule[line.step]
      #expect(line.number("tokens") == Double(step.tokensAfter))
      #expect(line.number("learningRate") == step.learningRate)
    }
    #expect(whole.model.config.ropeTheta == 500)
    for step in 1..<schedule.stepCount {
      let path = try cut(place, "cut-\(step)", after: step)
      let again = try TrainingRun(
        resolved(place, "cut-\(step)", []), output: .silent, signals: .deaf
      ).resume(path)
      #expect(bits(again) == wanted, "after step \(step)")
      for (line, other) in zip(lines, try records(again)) {
        #expect(ofData(line) == ofData(other) && line.number("loss") == other.number("loss"))
      }
    }
  }

  @Test("read the same at any number of ranks, and when that changes on the way")
  func ranks() throws {
    let place = try RunPlace()
    let lines = try records(run(place, "whole"))
    for ranks in 2...4 {
      let found = try records(run(place, "ranks-\(ranks)", "parallel.ranks=\(ranks)"))
      let path = try cut(place, "more-\(ranks)", after: 5)
      let resumed = try TrainingRun(
        resolved(place, "more-\(ranks)", ["parallel.ranks=\(ranks)"]), output: .silent,
        signals: .deaf
      ).resume(path)
      for other in [found, try records(resumed)] {
        #expect(other.map(\.step) == lines.map(\.step))
        for (line, other) in zip(lines, other) {
          #expect(ofData(line) == ofData(other), "\(ranks) ranks, step \(line.step)")
          let (loss, same) = try (#require(line.number("loss")), #require(other.number("loss")))
          #expect(abs(loss - same) < 1e-3 * loss)
        }
      }
    }
  }

  @Test("end with the sources where they are told to, validated and saved") func endsEarly() throws
  {
    let place = try RunPlace()
    let said = Said()
    let config = try resolved(
      place, "short", ["data.sources.1.documents=2", "data.mixture.onExhausted=stop"])
    let output = ProgressOutput(isTerminal: false, now: { 0 }, write: { said.text += $0 })
    let trained = try TrainingRun(config, output: output, signals: .deaf).start()
    let lines = try records(trained)
    let last = try #require(lines.last)
    let planned = RunParts(config: config.config).schedule.stepCount
    #expect(last.step < planned && last.number("validationBitsPerByte") != nil)
    #expect(said.text.contains("step \(last.step)  no more may be read of sums: training ends"))
    #expect(lines.allSatisfy { $0["repeatedTokens"] == nil })
    let newest = try #require(try trained.folder.checkpoints.latest().checkpoint)
    #expect(newest.step == last.step)
    let again = try TrainingRun(config, output: .silent, signals: .deaf)
      .resume(trained.folder.path)
    #expect(bits(again) == bits(trained) && again.steps == last.step)
  }

  private final class Said {
    var text = ""
  }

  @Test("log how often a source was read") func epochs() throws {
    let place = try RunPlace()
    let lines = try records(run(place, "epochs", "data.sources.1.documents=2"))
    let last = try #require(lines.last)
    #expect("\(last["epochs"].map { "\($0)" } ?? "")".contains("sums"))
  }

  @Test("are planned with the memory of their largest step") func memory() throws {
    let place = try RunPlace()
    func plan(_ overrides: String...) throws -> MemoryPlan {
      let resolved = try resolved(place, "plan", overrides)
      return try MemoryPlan(
        resolved, resolved.model, trained: nil, evaluationRows: [],
        measured: .init(program: 0, resident: 0, peak: 0, available: 1 << 40))
    }
    let ramped = try plan("training.microBatchSize=0")
    let last = try plan(
      "training.microBatchSize=0", "training.batchSize=6", "training.sequenceLength=32",
      "training.ramp.batch=[]", "training.ramp.sequence=[]")
    #expect(ramped.activations >= last.activations && ramped.data == last.data)
    #expect(ramped.weights == last.weights)
  }
}
