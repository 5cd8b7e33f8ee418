import Foundation
import MotifCore
import MotifDistributed
import MotifTensor
import MotifTestSupport
import Synchronization
import Testing

/// A rank that fails makes a save that ranks share fail on all, and takes nothing with it.
@Suite final class SharedSaveFailureTests {
  private let folder = TemporaryRoot.url
    .appendingPathComponent("shared-failure-\(UUID().uuidString)").path
  private let system = FileOperations.system
  private static let mesh = Mesh(dpShard: 3)

  deinit { try? system.remove(folder) }

  private func save(_ seed: Int, step: Int) -> MeshSave {
    MeshSave(mesh: Self.mesh, cut: .rows, step: step, seed: seed)
  }

  /// Which of the saves the newest checkpoint of `path` is of.
  private func newest(_ path: String) throws -> Int? {
    let checkpoint = try #require(try CheckpointStore(path: path).latest().checkpoint)
    let bits = try CheckpointTensors(checkpoint).tensor("up", shape: [6, 9]).values
      .map(\.bitPattern)
    return (0..<3).first { save($0, step: 0).values("up", [6, 9]).map(\.bitPattern) == bits }
  }

  /// Every operation of one rank fails once, the first to the last.
  @Test(arguments: [0, 1, 2], [10, 20])
  func anyFailureOfOneRankIsOneOfAll(_ rank: Int, step: Int) throws {
    var number = 0
    var isOver = false
    while !isOver {
      let path = folder + "/\(number)"
      defer { try? system.remove(path) }
      _ = try save(0, step: 10).alone(in: CheckpointStore(path: path, keep: 1))
      let disk = FaultyDisk(failing: number)
      let outcomes = try save(1, step: step).together(in: path) { own, _ in
        own == rank ? disk.operations : .system
      }
      isOver = disk.operationCount <= number
      try check(outcomes, of: rank, in: path, "operation \(number) of rank \(rank)", step: step)
      if isOver { #expect(try newest(path) == 1) }
      // The next save succeeds and tidies up, whatever was left.
      for outcome in try save(2, step: 30).together(in: path) { _ = try outcome.get() }
      #expect(try newest(path) == 2)
      #expect(try system.list(path) == ["step-00000030"])
      number += 1
    }
    // A rank that is not the first opens, writes, forces and reads back; rank 2 has few runs.
    #expect(number > (rank == 0 ? 30 : 8), "only \(number) operations were tried")
  }

  private func check(
    _ outcomes: [Result<Bool, any Error>], of rank: Int, in path: String, _ title: String,
    step: Int
  ) throws {
    #expect(try system.list(path).allSatisfy { !$0.hasSuffix(".partial") }, "\(title)")
    let found = try #require(try newest(path))
    let errors = outcomes.map { outcome -> FileError? in
      if case .failure(let error) = outcome { error as? FileError } else { nil }
    }
    // What fails after the new checkpoint is safe is a warning, or nothing.
    guard errors.contains(where: { $0 != nil }) else {
      #expect(try outcomes.map { try $0.get() } == [true, false, false], "\(title)")
      #expect(found == 1, "\(title)")
      return
    }
    for (own, error) in errors.enumerated() {
      let error = try #require(error, "\(title): rank \(own) heard of nothing")
      let sentence = "cannot write: the disk is full"
      #expect(error.reason == (own == rank ? "" : "rank \(rank): ") + sentence, "\(title)")
      #expect(error.code == ENOSPC && error.path.hasPrefix(path), "\(title)")
    }
    if step == 20 {
      // The older one is as it was, whether or not the new one had come to its place.
      let old = try #require(try CheckpointStore(path: path).latest(upTo: 10).checkpoint)
      #expect(old.step == 10, "\(title)")
    }
  }

  /// Ranks whose program or machine ends leave the old checkpoint or the new one.
  @Test(arguments: [FaultyDisk.Fault.crash, .lostData, .lostNames], [0, 1])
  func theEndOfADiskLosesNothing(_ fault: FaultyDisk.Fault, rank: Int) throws {
    var number = 0
    var isOver = false
    while !isOver {
      let path = folder + "/\(number)"
      defer { try? system.remove(path) }
      _ = try save(0, step: 10).alone(in: CheckpointStore(path: path, keep: 1))
      let disk = FaultyDisk(failing: number, fault)
      let outcomes = try save(1, step: 20).together(in: path) { own, _ in
        own == rank ? disk.operations : .system
      }
      isOver = disk.operationCount <= number
      let found = try newest(path)
      #expect(found == 0 || found == 1, "operation \(number) of rank \(rank)")
      if case .success = outcomes[0] { #expect(found == 1, "operation \(number) of rank \(rank)") }
      for outcome in try save(2, step: 30).together(in: path) { _ = try outcome.get() }
      #expect(try system.list(path) == ["step-00000030"], "operation \(number) of rank \(rank)")
      number += 1
    }
  }

  /// The ranks of a save that failed can go on with the same communicator.
  @Test func theGroupStaysOfUse() throws {
    let folder = folder
    let (first, second) = (save(1, step: 10), save(2, step: 20))
    let outcomes = try ThreadWorld(size: 3, deadline: 30).run { communicator in
      let disk = FaultyDisk(failing: communicator.rank == 1 ? 3 : .max)
      let store = CheckpointStore(path: folder, operations: disk.operations)
      let error = #expect(throws: FileError.self) {
        try first.save(in: store, over: communicator)
      }
      return (error, try second.save(in: store, over: communicator))
    }
    #expect(outcomes.map(\.1) == [true, false, false])
    #expect(try newest(folder) == 2)
    #expect(try system.list(folder) == ["step-00000020"])
  }

  /// Numbers that do not reach the file are seen by the rank that wrote them.
  @Test(arguments: [0, 1, 2])
  func whatIsReadBackIsCompared(_ rank: Int) throws {
    _ = try save(0, step: 10).alone(in: CheckpointStore(path: folder, keep: 1))
    let outcomes = try save(1, step: 20).together(in: folder) { own, _ in
      var operations = FileOperations.system
      guard own == rank else { return operations }
      operations.writeAt = { descriptor, bytes, offset, path throws(FileError) in
        var content = Array(bytes)
        content[content.count - 1] ^= 64
        do {
          try content.withUnsafeBytes {
            try FileOperations.system.writeAt(descriptor, $0, offset, path)
          }
        } catch { throw FileError(path: path, reason: "\(error)") }
      }
      return operations
    }
    for (own, outcome) in outcomes.enumerated() {
      let error = #expect(throws: FileError.self) { try outcome.get() }
      #expect(
        error?.reason == (own == rank ? "" : "rank \(rank): ")
          + "tensor embed: what is read back is not what was written")
    }
    #expect(try newest(folder) == 0)
    #expect(try system.list(folder) == ["step-00000010"])
  }

  /// A rank that is lost while it writes is named to the others, which do not wait for it.
  @Test(arguments: [0, 1, 2])
  func aLostRankIsNamed(_ rank: Int) throws {
    _ = try save(0, step: 10).alone(in: CheckpointStore(path: folder, keep: 1))
    let outcomes = try save(1, step: 20).together(in: folder) { own, communicator in
      var operations = FileOperations.system
      guard own == rank else { return operations }
      // Used on the rank's own thread, as the store is.
      nonisolated(unsafe) let communicator = communicator
      operations.writeAt = { _, _, _, path throws(FileError) in
        let error = FileError(path: path, reason: "the power is gone")
        communicator.fail(error)
        throw error
      }
      return operations
    }
    for outcome in outcomes {
      let error = #expect(throws: CommunicatorError.self) { try outcome.get() }
      #expect(error?.description.contains("the power is gone") == true)
    }
    #expect(try newest(folder) == 0)
    #expect(try system.list(folder) == ["step-00000010"])
  }

  /// What no rank writes would be zeros in a file that looks whole.
  @Test func tensorsThatNoRankWritesAreAMistake() async {
    await #expect(processExitsWith: .failure) {
      let tensor = CheckpointStore.SharedTensor(
        name: "a", shape: [1], slice: nil, value: Tensor([1]), isWriter: false)
      _ = try CheckpointStore(path: TemporaryRoot.path + "/unwritten").save(
        step: 1, shared: [.init("model.safetensors", tensors: [tensor])], files: [],
        over: SoloCommunicator())
    }
  }
}
