import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

/// What the system keeps back now is not damaged: it is told and left.
@Suite struct RefusalTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("refusal-\(UUID().uuidString)").path
  private let system = FileOperations.system
  private static let codes = [EACCES, EIO, ENOMEM, EMFILE]

  private func files(_ step: Int) -> [CheckpointStore.File] {
    [.init("a", text: "step \(step)"), .init("b", text: String(repeating: "x", count: 5000))]
  }

  private func save(
    _ steps: [Int], keep retention: CheckpointStore.Retention,
    _ operations: FileOperations = .system
  ) throws -> [FileError] {
    let store = CheckpointStore(path: folder, keep: retention, operations: operations)
    return try steps.flatMap { try store.save(step: $0, score: 1, files: files($0)).warnings }
  }

  private var steps: [Int] {
    get throws { try CheckpointStore(path: folder).checkpoints().map(\.step).sorted() }
  }

  /// A checkpoint that cannot be read is left by pruning, those that are kept for ever among them.
  @Test(arguments: FaultyDisk.Kind.reading, codes)
  func pruningLeavesWhatItCannotRead(_ kind: FaultyDisk.Kind, _ code: Int32) throws {
    defer { try? system.remove(folder) }
    var retention = CheckpointStore.Retention(last: 2)
    retention.every = 10
    _ = try save([10, 11, 12], keep: retention)
    #expect(try steps == [10, 11, 12])
    let disk = FaultyDisk(refusing: kind, in: "step-00000010", code: code)
    let told = try save([13], keep: retention, disk.operations)
    // Pruning lists the store and looks at sizes; it hashes nothing.
    let isSeen = [.read, .byteCount].contains(kind)
    #expect(told.count == (isSeen ? 1 : 0) && told.allSatisfy { $0.isRefusal && $0.code == code })
    #expect(try steps == [10, 12, 13])
    // Nothing is known of it, so nothing names it either.
    retention.every = 0
    _ = try save([14], keep: retention, disk.operations)
    #expect(try steps == (isSeen ? [10, 13, 14] : [13, 14]))
    for checkpoint in try CheckpointStore(path: folder).checkpoints() { try checkpoint.verify() }
    // Once it can be read, it is like any other.
    _ = try save([15], keep: retention)
    #expect(try steps == [14, 15])
  }

  /// To pass over a newest checkpoint that may be whole would be to lose it.
  @Test(arguments: FaultyDisk.Kind.reading, codes)
  func theNewestIsNotPassedOver(_ kind: FaultyDisk.Kind, _ code: Int32) throws {
    defer { try? system.remove(folder) }
    _ = try save([10, 20], keep: .init())
    let place = kind == .list ? folder : "step-00000020"
    let disk = FaultyDisk(refusing: kind, in: place, code: code)
    let store = CheckpointStore(path: folder, operations: disk.operations)
    let error = #expect(throws: FileError.self) { try store.latest() }
    #expect(error?.isRefusal == true && error?.path.contains(place) == true)
    #expect(try CheckpointStore(path: folder).latest().checkpoint?.step == 20)
    #expect(try steps == [10, 20])
  }

  /// Whatever operation is refused, checkpoints that are kept and whole are there afterwards.
  @Test(arguments: codes) func noRefusalLosesWhatIsKept(_ code: Int32) throws {
    defer { try? system.remove(folder) }
    var retention = CheckpointStore.Retention(last: 2)
    (retention.every, retention.best) = (10, true)
    var number = 0
    while true {
      defer { try? system.remove(folder) }
      _ = try save([10, 13, 17, 18], keep: retention)
      let before = Set(try steps)
      let disk = FaultyDisk(failing: number, code: code)
      let told = try? save([19], keep: retention, disk.operations)
      let left = try CheckpointStore(path: folder).checkpoints()
      for checkpoint in left { try checkpoint.verify() }
      let kept = Set(left.map(\.step))
      #expect(kept.isSuperset(of: before.intersection([10, 18])), "operation \(number)")
      if told == nil { #expect(kept.isSuperset(of: before), "operation \(number)") }
      if disk.operationCount <= number { break }
      // Closing apart, a save that met an error either failed or has told of it.
      #expect(told?.isEmpty != true, "operation \(number)")
      number += 1
    }
    #expect(number > 30, "only \(number) operations were tried")
  }

  /// A checkpoint that is to be replaced a second time, and cannot be read, is not thrown away.
  @Test(arguments: codes) func aReplacementKeepsWhatCannotBeRead(_ code: Int32) throws {
    defer { try? system.remove(folder) }
    _ = try save([10], keep: .init())
    let path = folder + "/step-00000010"
    try system.rename(path, path + ".replaced")
    _ = try save([10], keep: .init())
    #expect(try system.list(folder) == ["step-00000010"])
    try FileManager.default.copyItem(atPath: path, toPath: path + ".replaced")
    let disk = FaultyDisk(refusing: .pieces, in: "step-00000010/", code: code)
    #expect(throws: FileError.self) { try save([10], keep: .init(), disk.operations) }
    #expect(try system.list(folder) == ["step-00000010", "step-00000010.replaced"])
    for checkpoint in try CheckpointStore(path: folder).checkpoints() { try checkpoint.verify() }
  }

  /// What is not a checkpoint of a run is left alone: a step below zero, other names.
  @Test func foldersOfOtherNamesAreNoCheckpoints() throws {
    defer { try? system.remove(folder) }
    let names = [
      "step--1", "step-\(Int.min)", "step-0000000-1", "step-1", "step-+0000001", "other",
    ]
    for name in names { try system.makeFolder(folder + "/" + name) }
    _ = try save([1, 2, 3, 4], keep: .init(last: 1))
    #expect(try system.list(folder) == (names + ["step-00000004"]).sorted())
  }

  /// What is read for a save: the new checkpoint once, and of old ones their manifests.
  @Test(arguments: [1, 3, 12]) func aSaveReadsWhatItWroteOnce(_ kept: Int) throws {
    defer { try? system.remove(folder) }
    let size = 1 << 20
    let large = CheckpointStore.File("large") { file throws(FileError) in
      try file.append(Data(repeating: 7, count: size))
    }
    var store = CheckpointStore(path: folder, keep: kept)
    for step in 1...kept { _ = try store.save(step: step, files: [large]) }
    let disk = FaultyDisk()
    store = CheckpointStore(path: folder, keep: kept, operations: disk.operations)
    let saved = try store.save(step: kept + 1, files: [large]).checkpoint
    let manifest = try system.byteCount(saved.path(of: "manifest.json"))
    // Its own manifest is read to verify and to prune, each kept one and the oldest to prune.
    #expect(disk.bytesRead <= size + (kept + 3) * (manifest + 8))
    #expect(disk.bytesRead >= size)
  }
}
