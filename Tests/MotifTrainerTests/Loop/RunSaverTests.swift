import Foundation
import MotifCore
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Testing

/// Saves that happen while training goes on.
@Suite struct RunSaverTests {
  /// The place of checkpoints is taken when the first one is due, and free again at once.
  @Test func aFailedSaveIsMadeUpFor() throws {
    let training = try TinyTraining()
    let place = training.folder("a").checkpoints.path
    training.inspect = { attempt, _ in
      if attempt == 4 { _ = FileManager.default.createFile(atPath: place, contents: nil) }
    }
    training.hear = { text in
      if text.contains("once more") { try? FileManager.default.removeItem(atPath: place) }
    }
    try training.run("a")
    #expect(training.optimizer.step == 12)
    // Whenever it is noticed, what is saved is the step that was due: a rollback may end there.
    let steps = try training.folder("a").checkpoints.checkpoints().map(\.step).sorted()
    #expect(steps == [4, 8, 12])
    #expect(training.messages.components(separatedBy: "saving once more").count == 2)
    let records = try training.records("a")
    #expect(records.map(\.step) == Array(1...12))
  }

  /// Without a thread every save is waited for; the run says so once and has the same bits.
  @Test func aRunWithoutAThreadToSaveSavesAllTheSame() throws {
    let training = try TinyTraining()
    try training.run("whole")
    let bits = training.bits
    let threads = FaultyThreads { _ in true }
    training.startThread = threads.start
    try training.run("refused")
    #expect(training.bits == bits && threads.requestCount == 1)
    let steps = try training.folder("refused").checkpoints.checkpoints().map(\.step)
    #expect(steps == [12, 8, 4])
    let sentence = "the system refused a thread for saving: training waits for every checkpoint"
    #expect(training.messages.components(separatedBy: sentence).count == 2)
  }

  /// Pruning meets what it cannot read after every save; the run says so once and lets it be.
  @Test(arguments: [true, false])
  func whatCannotBeReadIsToldOnceAndLeft(_ savesInBackground: Bool) throws {
    let training = try TinyTraining()
    training.options.savesInBackground = savesInBackground
    training.retention = CheckpointStore.Retention(last: 1)
    let old = training.folder("a").checkpoints.path + "/step-00000001"
    let manifest = old + "/manifest.json"
    training.inspect = { attempt, _ in
      guard attempt == 3 else { return }
      // A link to itself is refused to everybody, also to the super-user.
      try? FileOperations.system.makeFolder(old)
      try? FileManager.default.createSymbolicLink(atPath: manifest, withDestinationPath: manifest)
    }
    try training.run("a")
    #expect(
      try FileOperations.system.list(training.folder("a").checkpoints.path)
        == ["step-00000001", "step-00000012"])
    let parts = training.messages.components(separatedBy: "it was left as it is")
    #expect(parts.count == 2 && parts[0].contains(manifest + ": cannot read: "), "\(parts)")
  }

  /// A newest checkpoint that cannot be read now is not passed over, and not touched.
  @Test func aResumeDoesNotPassOverWhatItCannotRead() throws {
    let training = try TinyTraining()
    try training.run("a")
    let newest = try #require(training.folder("a").checkpoints.latest().checkpoint)
    let path = newest.path(of: "model.safetensors")
    try FileManager.default.moveItem(atPath: path, toPath: path + "-away")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    training.steps = 16
    let error = #expect(throws: FileError.self) { try training.run("a") }
    #expect(error?.path == path && error?.isRefusal == true)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + "-away", toPath: path)
    try training.run("a")
    #expect(training.optimizer.step == 16)
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
      parameter.value.decayedStep(parameter.value, shrink: 0.5, rate: 1)
    }
    #expect(training.bits != bits)
    _ = try save()
    let saved = try #require(try target.checkpoints.latest().checkpoint)
    _ = try saved.restore(training.model, training.optimizer)
    #expect(training.bits == bits)
  }
}
