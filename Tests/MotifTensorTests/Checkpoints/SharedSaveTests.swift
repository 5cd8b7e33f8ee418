import Foundation
import MotifCore
import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// Checkpoints that ranks write side by side are those that one rank writes.
@Suite final class SharedSaveTests {
  private let folder = TemporaryRoot.url.appendingPathComponent("shared-\(UUID().uuidString)").path
  private let system = FileOperations.system

  deinit { try? system.remove(folder) }

  @Test(arguments: MeshSave.meshes, MeshSave.Cut.allCases)
  func theBytesDoNotDependOnTheMesh(_ mesh: Mesh, _ cut: MeshSave.Cut) throws {
    let save = MeshSave(mesh: mesh, cut: cut)
    let alone = try save.alone(in: CheckpointStore(path: folder + "/alone"))
    let told = try save.together(in: folder + "/together").map { try $0.get() }
    #expect(told == (0..<mesh.size).map { $0 == 0 })
    let found = try CheckpointStore(path: folder + "/together").latest()
    let together = try #require(found.checkpoint)
    #expect(try system.list(folder + "/together") == ["step-00000020"] && found.damaged.isEmpty)
    let names = try system.list(alone.path)
    #expect(try system.list(together.path) == names && names.count == 5)
    for name in names where name != "manifest.json" {
      #expect(
        try system.read(together.path(of: name)) == system.read(alone.path(of: name)),
        "\(save): \(name)")
    }
    var expected = try CheckpointManifest(path: alone.path(of: "manifest.json"))
    expected.mesh.ranks = mesh.size
    #expect(try CheckpointManifest(path: together.path(of: "manifest.json")) == expected)
  }

  /// The same communicator saves again and again; a checkpoint of the same step is replaced.
  @Test func ranksSaveManyTimes() throws {
    let folder = folder
    _ = try ThreadWorld(size: 3, deadline: 30).run { communicator in
      let store = CheckpointStore(path: folder, keep: 2)
      for (number, step) in [10, 20, 20, 30].enumerated() {
        let save = MeshSave(
          mesh: Mesh(dpShard: 3), cut: .rows, step: step, seed: number)
        _ = try save.save(in: store, over: communicator)
        // It is in its place before any rank goes on.
        try store.latest().checkpoint?.verify()
        #expect(try store.latest().checkpoint?.step == step)
        try communicator.barrier()
      }
    }
    // None of them was due, so only the newest lasts.
    #expect(try system.list(folder) == ["step-00000030"])
    let checkpoint = try #require(try CheckpointStore(path: folder).latest().checkpoint)
    let last = MeshSave(mesh: Mesh(), cut: .whole, step: 30, seed: 3)
    let value = try CheckpointTensors(checkpoint).tensor("up", shape: [6, 9])
    #expect(value.values.map(\.bitPattern) == last.values("up", [6, 9]).map(\.bitPattern))
  }

  /// Of ranks that hold the same, one writes; the others do not touch the disk.
  @Test func replicasWriteNothing() throws {
    let save = MeshSave(mesh: Mesh(dpReplicate: 2, dpShard: 2), cut: .rows)
    let disks = (0..<4).map { _ in FaultyDisk() }
    for outcome in try save.together(in: folder, operations: { rank, _ in disks[rank].operations })
    {
      _ = try outcome.get()
    }
    #expect(disks.map { $0.operationCount > 0 } == [true, true, false, false])
  }

  /// Files that hold no number at all are the same as well.
  @Test func filesWithoutNumbersAreWritten() throws {
    let folder = folder
    let values = [("a", Shape([0, 3])), ("b", Shape([0]))]
    _ = try ThreadWorld(size: 2, deadline: 30).run { communicator in
      let tensors = values.map { name, shape in
        CheckpointStore.SharedTensor(
          name: name, shape: shape, slice: nil, value: Tensor(shape: shape) { _ in },
          isWriter: communicator.rank == 1)
      }
      return try CheckpointStore(path: folder + "/together").save(
        step: 1, shared: [.init("model.safetensors", tensors: tensors)], files: [],
        over: communicator) != nil
    }
    let alone = try CheckpointStore(path: folder + "/alone").save(
      step: 1,
      files: [
        .init("model.safetensors", tensors: values.map { ($0, Tensor(shape: $1) { _ in }) })
      ]
    ).checkpoint
    let together = try #require(
      try CheckpointStore(path: folder + "/together").latest().checkpoint)
    #expect(
      try system.read(together.path(of: "model.safetensors"))
        == system.read(alone.path(of: "model.safetensors")))
  }
}
