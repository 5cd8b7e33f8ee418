import Foundation
import MotifCore
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Synchronization
import Testing

/// Which checkpoints outlive newer ones, and saves that happen while training goes on.
@Suite struct RetentionTests {
  private let folder = TemporaryRoot.url
    .appendingPathComponent("retention-\(UUID().uuidString)").path
  private let system = FileOperations.system

  private func steps(_ retention: CheckpointStore.Retention, scores: [Double?]) throws -> [Int] {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder, keep: retention)
    for (index, score) in scores.enumerated() {
      _ = try store.save(step: (index + 1) * 10, score: score, files: [.init("a", text: "x")])
    }
    return try store.checkpoints().map(\.step).sorted()
  }

  @Test func theNewestTheBestAndEveryMultipleAreKept() throws {
    let scores: [Double?] = [3, 1, 2, nil, 1.5, 4, 1.25]
    var retention = CheckpointStore.Retention(last: 2)
    #expect(try steps(retention, scores: scores) == [60, 70])
    retention.best = true
    #expect(try steps(retention, scores: scores) == [20, 60, 70])
    // A score that is not finite is none; without scores nothing is best.
    #expect(try steps(retention, scores: [.nan, nil, .infinity, nil]) == [30, 40])
    retention.every = 30
    #expect(try steps(retention, scores: scores) == [20, 30, 60, 70])
    retention.best = false
    #expect(try steps(retention, scores: scores) == [30, 60, 70])
  }

  @Test func theScoreIsInTheManifest() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder)
    let saved = try store.save(step: 7, score: 0.1, files: [.init("a.txt", text: "abc")])
    #expect(saved.checkpoint.score() == 0.1)
    try saved.checkpoint.verify()
    #expect(try store.best() == saved.checkpoint)
    let manifest = try system.read(saved.checkpoint.path(of: "manifest.json"))
    #expect(String(decoding: manifest, as: UTF8.self).contains("\"score\": 0.1,\n"))
  }

  @Test func theCallerGoesOnWhileASaveIsUnderWay() throws {
    let saver = BackgroundSaver()
    let gate = DispatchSemaphore(value: 0)
    let order = Mutex<[Int]>([])
    try saver.save { () throws(FileError) in
      gate.wait()
      order.withLock { $0.append(1) }
    }
    #expect(saver.isSaving && order.withLock { $0.isEmpty })
    gate.signal()
    // The second save waits for the first.
    try saver.save { () throws(FileError) in order.withLock { $0.append(2) } }
    try saver.finish()
    #expect(order.withLock { $0 } == [1, 2] && !saver.isSaving)
  }

  @Test(arguments: [true, false]) func aFailedSaveIsToldOnce(_ isAsynchronous: Bool) throws {
    let saver = BackgroundSaver(isAsynchronous: isAsynchronous)
    let failure = FileError(path: "x", action: "write", code: ENOSPC)
    var seen: [FileError] = []
    do throws(FileError) {
      try saver.save { () throws(FileError) in throw failure }
      while saver.isSaving { usleep(100) }
      try saver.check()
    } catch { seen.append(error) }
    #expect(seen == [failure])
    try saver.check()
    try saver.save { () throws(FileError) in }
    try saver.finish()
  }

  /// The place of checkpoints is taken when the first one is due, and free again at once.
  @Test func aFailedSaveIsMadeUpFor() throws {
    let training = try TinyTraining()
    let place = training.folder("a").checkpoints.path
    training.inspect = { attempt, _ in
      if attempt == 4 { _ = FileManager.default.createFile(atPath: place, contents: nil) }
    }
    training.hear = { text in
      if text.contains("instead") { try? FileManager.default.removeItem(atPath: place) }
    }
    try training.run("a")
    #expect(training.optimizer.step == 12)
    let steps = try training.folder("a").checkpoints.checkpoints().map(\.step).sorted()
    // When the failure is noticed depends on the thread that saves.
    let second = try #require(steps.first)
    #expect(steps.suffix(2) == [8, 12] && (4...8).contains(second))
    #expect(training.messages.contains("saving step \(second) instead"))
    let records = try training.records("a")
    #expect(records.map(\.step) == Array(1...12))
  }

  @Test func aSaveThatFailsAgainEndsTheRun() throws {
    let training = try TinyTraining()
    let place = training.folder("a").checkpoints.path
    training.inspect = { attempt, _ in
      if attempt == 4 { _ = FileManager.default.createFile(atPath: place, contents: nil) }
    }
    #expect(throws: FileError.self) { try training.run("a") }
  }

  /// What training does after the call is not in the file, however late it is written.
  @Test func aSnapshotHoldsTheNumbersOfItsMoment() throws {
    let training = try TinyTraining()
    try training.run("a")
    let target = training.folder("b")
    let state = try #require(training.folder("a").checkpoints.latest().checkpoint).state()
    let bits = training.bits
    let save = try target.snapshot(
      model: training.model, optimizer: training.optimizer, state: state, score: nil)
    for parameter in training.model.parameters.parameters {
      parameter.value.decayedStep(parameter.value, decay: 0.5, rate: 1)
    }
    #expect(training.bits != bits)
    try save()
    let saved = try #require(try target.checkpoints.latest().checkpoint)
    _ = try saved.restore(training.model, training.optimizer)
    #expect(training.bits == bits)
  }
}
