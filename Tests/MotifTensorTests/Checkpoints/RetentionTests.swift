import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

/// Which checkpoints outlive newer ones.
@Suite struct RetentionTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("retention-\(UUID().uuidString)").path
  private let system = FileOperations.system

  /// A disk that is not waited for: these tests ask what is there, not what outlives the power.
  private var quick: FileOperations {
    var operations = system
    operations.sync = { _, _ in }
    operations.syncFolder = { _ in }
    return operations
  }

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

  /// From step 70 on, 25 steps back is step 45 or later; the checkpoint for that is of step 40.
  @Test(arguments: [
    (0, [70]), (1, [60, 70]), (10, [60, 70]), (11, [50, 60, 70]), (25, [40, 50, 60, 70]),
    (60, [10, 20, 30, 40, 50, 60, 70]), (.max, [10, 20, 30, 40, 50, 60, 70]),
  ]) func whatIsInReachIsKept(_ reach: Int, _ expected: [Int]) throws {
    var retention = CheckpointStore.Retention(last: 1)
    retention.reach = reach
    #expect(try steps(retention, scores: [nil, nil, nil, nil, nil, nil, nil]) == expected)
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

  /// A checkpoint that a signal asked for lasts until the next one and takes the place of none.
  @Test func whatASignalAskedForIsSupersededByTheNext() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder, keep: 2, operations: quick)
    func save(_ step: Int, _ isScheduled: Bool) throws -> [Int] {
      _ = try store.save(step: step, isScheduled: isScheduled, files: [.init("a", text: "x")])
      return try store.checkpoints().map(\.step).sorted()
    }
    #expect(try save(10, true) == [10])
    #expect(try save(20, true) == [10, 20])
    #expect(try save(23, false) == [10, 20, 23])
    #expect(try save(26, false) == [10, 20, 26])
    #expect(try store.latest().checkpoint?.step == 26)
    #expect(try store.latest(scheduledOnly: true).checkpoint?.step == 20)
    #expect(try store.latest(upTo: 19, scheduledOnly: true).checkpoint?.step == 10)
    #expect(try save(30, true) == [20, 30])
    // A signal at a step that is due changes nothing about that.
    #expect(try save(30, true) == [20, 30])
  }

  /// A run of random settings that is stopped and goes back at random finds what it would find if
  /// nothing were ever removed.
  @Test(arguments: 0..<12) func aRollbackFindsWhatItWouldFindIfAllWereKept(_ seed: UInt64) throws {
    defer { try? system.remove(folder) }
    var random = CounterRandom(seed: seed, name: "retention")
    for round in 0..<4 {
      let interval = 1 + random.integer(below: 6)
      var retention = CheckpointStore.Retention(last: 1 + random.integer(below: 3))
      retention.reach = random.integer(below: 20)
      retention.best = random.integer(below: 2) == 0
      retention.every = random.integer(below: 12)
      let path = folder + "/\(round)"
      let store = CheckpointStore(path: path, keep: retention, operations: quick)
      // The steps that were due and not given up, and the refusals of a guard.
      var all: Set<Int> = []
      var refusals: [(step: Int, target: Int)] = []
      var step = 0
      while step < 50 {
        step += 1
        let isDue = step % interval == 0
        if isDue { all.insert(step) }
        if isDue || random.integer(below: 6) == 0 {
          let score = random.integer(below: 2) == 0 ? random.uniform() : nil
          _ = try store.save(
            step: step, score: score, isScheduled: isDue, files: [.init("a", text: "x")])
        }
        guard refusals.count < 8, random.integer(below: 8) == 0 else { continue }
        let before = refusals.filter { $0.step >= step + 1 }.map(\.target).max()
        let wanted = max(step - retention.reach, before ?? .min)
        let expected = all.filter { $0 <= wanted }.max()
        let found = try store.latest(upTo: wanted, scheduledOnly: true).checkpoint?.step
        #expect(found == expected, "\(retention), every \(interval) steps, from step \(step)")
        guard let expected else { continue }
        #expect(try store.removeAll(after: expected).isEmpty)
        all = all.filter { $0 <= expected }
        refusals.append((step + 1, expected))
        step = expected
      }
    }
  }
}
