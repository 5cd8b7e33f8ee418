import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifReport
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// Whole runs that fine-tune on a part of their conversations, or on answers of their own.
@Suite("Fine-tuning runs that choose", .serialized) struct FinetuneSelectionTests {
  @Test("choose the same samples whatever was cut short, and without the model that chose")
  func selection() throws {
    let place = try RunPlace()
    let rules = [
      "quality=0.01", "lossHigh=95", "lossLow=1", "semanticDuplicates=0.001", "prune=0.3",
      "clusters=4",
    ].map { "stages.1.data.selection." + $0 }
    let config = try FinetuneRun.pipeline(place, "whole", rules)
    let trained = try FinetuneRun.train(config)
    let wanted = FinetuneRun.bits(trained)
    let folder = trained.folder.path
    let kept = try #require(try KeptSamples.read(in: folder))
    #expect(kept.sources.map(\.name) == ["tasks", "talk"])
    for source in kept.sources {
      #expect(!source.kept.isEmpty && source.kept.count < source.samples, "\(source.name)")
    }
    let audit = try String(contentsOfFile: folder + "/curation.jsonl", encoding: .utf8)
    let dropped = kept.sources.reduce(0) { $0 + $1.samples - $1.kept.count }
    #expect(audit.split(separator: "\n").count == dropped)
    #expect(audit.contains(#""operator": "utility""#) && audit.contains(#""operator": "loss""#))

    // Killed after the first step, and the model of the stage before is gone.
    let stage = config.stages[1].resolved
    let cut = place.path + "/cut"
    try FileManager.default.copyItem(atPath: folder, toPath: cut)
    for checkpoint in try RunFolder(path: cut, keep: .init(last: 100)).checkpoints.checkpoints()
    where checkpoint.step > 1 {
      try FileManager.default.removeItem(atPath: checkpoint.path)
    }
    let before = config.stages[0].folderPath
    try FileManager.default.moveItem(atPath: before, toPath: place.path + "/away")
    let resumed = try TrainingRun(stage, output: .silent, signals: .deaf).resume(cut)
    #expect(FinetuneRun.bits(resumed) == wanted)
    try FileManager.default.moveItem(atPath: place.path + "/away", toPath: before)

    // Killed while the model was asked: half of each file of scores is there, the last row torn.
    let scores = folder + "/scores"
    let files = try FileManager.default.contentsOfDirectory(atPath: scores)
    #expect(files.count >= 3)
    let whole = try files.map { try Data(contentsOf: URL(filePath: scores + "/" + $0)) }
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: scores, withIntermediateDirectories: true)
    for (file, data) in zip(files, whole) {
      try data.prefix(data.count / 2 + 3).write(to: URL(filePath: scores + "/" + file))
    }
    let again = try TrainingRun(stage, output: .silent, signals: .deaf).start()
    #expect(FinetuneRun.bits(again) == wanted)
    #expect(try KeptSamples.read(in: folder) == kept)
    let rewritten = try files.map { try Data(contentsOf: URL(filePath: scores + "/" + $0)) }
    #expect(rewritten == whole)
  }

  @Test("train on the answers that were sampled, and show what was answered before")
  func sampled() throws {
    let place = try RunPlace()
    let rules = ["stages.1.data.sources.0.candidates=3"]
    let config = try FinetuneRun.pipeline(place, "sampled", rules)
    // The stage as it stands when it was killed after sampling: a model so small knows no answer.
    let stage = config.stages[1].folderPath
    try FileManager.default.createDirectory(
      atPath: stage + "/sampled", withIntermediateDirectories: true)
    let rows = (0..<20).map {
      #"{"prompt": "\#($0) and 1", "completion": "<think>easy</think>Answer: \#($0 + 1)"}"#
    }
    try rows.joined(separator: "\n").write(
      toFile: RejectionSampling.file(of: "tasks", in: stage), atomically: false, encoding: .utf8)
    let trained = try FinetuneRun.train(config)
    let accounts = try SampleAccount.read(
      json: Data(contentsOf: URL(filePath: RunReport.conversationsPath(stage))))
    #expect(accounts.map(\.taken) == [20, 40])
    guard case .finished(let scores) = trained.outcome else { return }
    let summary = trained.summary(scores, settings: config.stages[1].resolved.config)
    #expect(summary.exactMatch.first?.domain == "tasks")
    #expect(summary.samples.count == 2 && summary.samples.allSatisfy { $0.before != nil })
    #expect(summary.samples.contains { $0.prompt.contains(" and 1") })
    let page = try RunReport.html(folder: stage, records: MetricsLog.read(stage + "/metrics.jsonl"))
    #expect(!page.contains("before this stage"))
    try summary.json.write(
      toFile: RunReport.resultsPath(stage), atomically: false, encoding: .utf8)
    let shown = try RunReport.html(
      folder: stage, records: MetricsLog.read(stage + "/metrics.jsonl"))
    #expect(shown.contains("before this stage") && shown.contains("after it"))
  }
}
