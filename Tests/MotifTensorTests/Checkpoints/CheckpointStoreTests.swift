import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@Suite struct CheckpointStoreTests {
  private let folder = TemporaryRoot.url
    .appendingPathComponent("checkpoints-\(UUID().uuidString)").path
  private let system = FileOperations.system

  private func files(_ text: String) -> [CheckpointStore.File] {
    [
      .init("config.json", text: "{}"),
      .init("model.safetensors") { file throws(FileError) in
        for _ in 0..<1000 { try file.append(text) }
      },
    ]
  }

  private func content(_ checkpoint: RunCheckpoint?) throws -> String {
    let checkpoint = try #require(checkpoint)
    let data = try system.read(checkpoint.path(of: "model.safetensors"))
    #expect(data.count % 1000 == 0)
    return String(decoding: data.prefix(data.count / 1000), as: UTF8.self)
  }

  private func damage(_ path: String) throws {
    var data = Data(try system.read(path))
    data[data.count / 2] ^= 1
    try data.write(to: URL(fileURLWithPath: path))
  }

  @Test func savedCheckpointsAreFoundAndOldOnesPruned() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder + "/deep/er", keep: 2)
    #expect(try store.latest().checkpoint == nil)
    for step in [5, 120, 130] {
      let saved = try store.save(step: step, files: files("step \(step)"))
      #expect(saved.checkpoint.step == step && saved.warnings.isEmpty)
    }
    #expect(try system.list(store.path) == ["step-00000120", "step-00000130"])
    let latest = try store.latest()
    #expect(latest.damaged.isEmpty)
    #expect(try content(latest.checkpoint) == "step 130")
    #expect(
      try system.list(try #require(latest.checkpoint).path)
        == ["config.json", "manifest.json", "model.safetensors"])
    #expect(try store.removeAll(after: 120).isEmpty)
    #expect(try store.checkpoints().map(\.step) == [120])
  }

  @Test func theManifestHoldsSizesAndHashes() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder)
    let saved = try store.save(step: 7, files: [.init("a.txt", text: "abc")])
    let manifest = try system.read(saved.checkpoint.path(of: "manifest.json"))
    let text = """
      {
        "version": 3,
        "step": 7,
        "scheduled": true,
        "mesh": {"ranks": 1},
        "files": {
          "a.txt": {"bytes": 3, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
        },
        "tensors": {}
      """
    #expect(String(decoding: manifest, as: UTF8.self) == ManifestSeal.closing(text))
  }

  @Test func aDamagedCheckpointIsNamedAndTheOlderOneIsUsed() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder, keep: 9)
    for step in 1...6 { _ = try store.save(step: step, files: files("step \(step)")) }
    func path(_ step: Int, _ file: String) throws -> String {
      try #require(try store.checkpoints().first { $0.step == step }).path(of: file)
    }
    try damage(path(6, "model.safetensors"))
    try system.remove(path(5, "config.json"))
    try Data("abc".utf8).write(to: URL(fileURLWithPath: path(4, "model.safetensors")))
    try system.remove(path(3, "manifest.json"))
    try Data("{".utf8).write(to: URL(fileURLWithPath: path(2, "manifest.json")))
    let latest = try store.latest()
    #expect(try content(latest.checkpoint) == "step 1")
    let complaints = latest.damaged.map(\.description)
    let expected = [
      "step-00000006/model.safetensors: its content is damaged",
      "step-00000005/config.json: no such file",
      "step-00000004/model.safetensors: has 3 bytes, the manifest says 6000",
      "step-00000003/manifest.json: no such file",
      "step-00000002/manifest.json: is not a checkpoint manifest",
    ]
    #expect(complaints.count == expected.count)
    for (complaint, part) in zip(complaints, expected) {
      #expect(complaint.contains(part), "\(complaint)")
    }
  }

  @Test func aManifestCannotPointOutside() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder)
    let saved = try store.save(step: 1, files: files("x"))
    let manifest = #"{"version":1,"step":1,"files":{"../x":{"bytes":0,"sha256":""}}}"#
    try Data(manifest.utf8)
      .write(to: URL(fileURLWithPath: saved.checkpoint.path(of: "manifest.json")))
    #expect(throws: FileError.self) { try saved.checkpoint.verify() }
  }

  /// What a save of `step` leaves when its n-th operation fails, for every n.
  private func failEverywhere(_ fault: FaultyDisk.Fault, step: Int) throws {
    var number = 0
    var finished = false
    while !finished {
      let path = folder + "/\(number)"
      defer { try? system.remove(path) }
      _ = try CheckpointStore(path: path, keep: 1).save(step: 10, files: files("old"))
      let disk = FaultyDisk(failing: number, fault)
      let store = CheckpointStore(path: path, keep: 1, operations: disk.operations)
      var succeeded = false
      do {
        let saved = try store.save(step: step, files: files("new"))
        succeeded = true
        finished = disk.operationCount <= number
        disk.end()
        if finished { #expect(saved.warnings.isEmpty) }
      } catch {
        #expect(error.reason.contains("the disk is full"), "operation \(number): \(error)")
      }
      let found = try content(CheckpointStore(path: path).latest().checkpoint)
      #expect(["old", "new"].contains(found), "operation \(number) left \(found)")
      if succeeded { #expect(found == "new", "operation \(number)") }
      if fault == .error && !succeeded {
        let left = try system.list(path).filter { $0.hasSuffix(".partial") }
        #expect(left.isEmpty, "operation \(number) left \(left)")
      }
      // The next save succeeds and tidies up, whatever was left.
      _ = try CheckpointStore(path: path, keep: 1).save(step: 30, files: files("next"))
      #expect(try system.list(path) == ["step-00000030"], "operation \(number)")
      number += 1
    }
    #expect(number > 15, "only \(number) operations were tried")
  }

  @Test(arguments: FaultyDisk.Fault.allCases)
  func anyFailureLeavesTheOldOrTheNewCheckpoint(fault: FaultyDisk.Fault) throws {
    defer { try? system.remove(folder) }
    try failEverywhere(fault, step: 20)
  }

  @Test(arguments: FaultyDisk.Fault.allCases)
  func replacingACheckpointOfTheSameStepIsAsSafe(fault: FaultyDisk.Fault) throws {
    defer { try? system.remove(folder) }
    try failEverywhere(fault, step: 10)
  }

  /// A disk that has stopped to do one thing for good, such as a folder that cannot be emptied.
  @Test(arguments: FaultyDisk.Kind.allCases, [10, 20])
  func aDiskThatRefusesOneKindOfOperationLosesNothing(
    kind: FaultyDisk.Kind, step: Int
  ) throws {
    defer { try? system.remove(folder) }
    _ = try CheckpointStore(path: folder, keep: 1).save(step: 10, files: files("old"))
    let disk = FaultyDisk(refusing: kind)
    let store = CheckpointStore(path: folder, keep: 1, operations: disk.operations)
    for round in 0..<3 {
      let saved = try? store.save(step: step, files: files("new"))
      // Listing is only needed to tidy up, and so is removing, until a step is saved for the third
      // time; reading fails when all is in place.
      let isSaved = kind == .list || (kind == .remove && round < (step == 10 ? 1 : 2))
      #expect((saved != nil) == isSaved && saved?.warnings.isEmpty != true)
      let isNew = FaultyDisk.Kind.reading.contains(kind) || kind == .remove
      let expected = isNew ? "new" : "old"
      #expect(try content(CheckpointStore(path: folder).latest().checkpoint) == expected)
    }
    _ = try CheckpointStore(path: folder, keep: 1).save(step: 30, files: files("next"))
    #expect(try system.list(folder) == ["step-00000030"])
  }

  @Test func anInterruptedReplacementIsTakenUpAgain() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder)
    let saved = try store.save(step: 1, files: files("old"))
    try system.rename(saved.checkpoint.path, saved.checkpoint.path + ".replaced")
    #expect(try content(store.latest().checkpoint) == "old")
    _ = try store.save(step: 1, files: files("new"))
    #expect(try content(store.latest().checkpoint) == "new")
    #expect(try system.list(folder) == ["step-00000001"])
  }

  @Test func anErrorOfTheContentLeavesNothingBehind() throws {
    defer { try? system.remove(folder) }
    let store = CheckpointStore(path: folder)
    _ = try store.save(step: 1, files: files("old"))
    let error = #expect(throws: FileError.self) {
      try store.save(
        step: 2,
        files: [
          .init("a") { file throws(FileError) in
            try file.append("something")
            throw FileError(path: "a", reason: "no more")
          }
        ])
    }
    #expect(error?.reason == "no more")
    #expect(try system.list(folder) == ["step-00000001"])
  }

  @Test func aFolderThatCannotBeMadeIsOneSentence() throws {
    defer { try? system.remove(folder) }
    try Data().write(to: URL(fileURLWithPath: folder))
    let error = #expect(throws: FileError.self) {
      try CheckpointStore(path: folder).save(step: 1, files: files("x"))
    }
    #expect(error?.reason == "cannot create the folder: a file has this name")
    let inside = #expect(throws: FileError.self) {
      try CheckpointStore(path: folder + "/x").save(step: 1, files: files("x"))
    }
    #expect(inside?.reason == "cannot create the folder: a part of the path is not a folder")
  }
}
