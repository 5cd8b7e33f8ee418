import Foundation
import MotifCore
import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// Ranks read their slices from any checkpoint, and nothing else of it.
@Suite final class SlicedReadingTests {
  private let folder = TemporaryRoot.url.appendingPathComponent("sliced-\(UUID().uuidString)").path
  private let system = FileOperations.system
  private let save = MeshSave(mesh: Mesh(dpReplicate: 1, dpShard: 2, tp: 2), cut: .both)

  deinit { try? system.remove(folder) }

  /// The checkpoint as ranks write it side by side.
  private func sideBySide() throws -> RunCheckpoint {
    for outcome in try save.together(in: folder) { _ = try outcome.get() }
    return try #require(try CheckpointStore(path: folder).latest().checkpoint)
  }

  /// A checkpoint with a file a rank, in which lie the slices that `mesh` makes.
  private func inShards(_ mesh: Mesh, _ cut: MeshSave.Cut) throws -> RunCheckpoint {
    let other = MeshSave(mesh: mesh, cut: cut)
    let files = (0..<mesh.size).map { rank in
      var content = Data("rank".utf8)
      var entries: [String: CheckpointManifest.TensorEntry] = [:]
      for (_, name, shape) in MeshSave.tensors where other.slices(shape).isFirstHolder(rank) {
        let slice = other.slices(shape).slice(of: rank)
        entries[name] = .init(
          type: .float32, shape: shape,
          shards: [.init(file: "rank-\(rank)", offset: content.count, slice: slice)])
        SliceReference.numbers(slice, of: other.values(name, shape), shape: shape)
          .withUnsafeBytes { content.append(contentsOf: $0) }
      }
      return CheckpointStore.File("rank-\(rank)", holding: entries) {
        [content] output throws(FileError) in
        try output.append(content)
      }
    }
    return try CheckpointStore(path: folder).save(step: 20, files: files).checkpoint
  }

  /// Turns the manifest into one of an older version.
  private func makeOlder(_ checkpoint: RunCheckpoint, version: Int) throws {
    let path = checkpoint.path(of: "manifest.json")
    let manifest = try CheckpointManifest(path: path)
    var text = String(decoding: try system.read(path), as: UTF8.self)
    if version == 1 {
      let files = manifest.files.map {
        "\"\($0)\": {\"bytes\": \($1.bytes), \"sha256\": \"\($1.sha256)\"}"
      }
      text = "{\"version\": 1, \"step\": 20, \"files\": {\(files.joined(separator: ", "))}}"
    } else {
      text = text.replacingOccurrences(of: "\"version\": 3", with: "\"version\": 2")
        .replacingOccurrences(of: "\n  \"scheduled\": false,", with: "")
      let seal = try #require(text.range(of: ",\n  \"sha256\""))
      text = text[..<seal.lowerBound] + "\n}\n"
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try CheckpointManifest(path: path).version == version)
  }

  /// Every slice under every mesh has the bits that were saved.
  private func checkEverySlice(_ checkpoint: RunCheckpoint) throws {
    let tensors = try CheckpointTensors(checkpoint)
    for mesh in MeshSave.meshes {
      for cut in MeshSave.Cut.allCases {
        let reader = MeshSave(mesh: mesh, cut: cut)
        for (_, name, shape) in MeshSave.tensors {
          for rank in 0..<mesh.size {
            let slice = reader.slices(shape).slice(of: rank)
            let spec = ParameterSpec(
              name: name, globalShape: Shape(shape), slice: slice, role: .upProjection)
            let value = try tensors.value(for: spec)
            let expected = SliceReference.numbers(
              slice, of: save.values(name, shape), shape: shape)
            #expect(
              value.shape == spec.shape
                && value.values.map(\.bitPattern) == expected.map(\.bitPattern),
              "\(name), rank \(rank) of \(reader)")
          }
        }
      }
    }
  }

  @Test(arguments: 1...3) func anyMeshReadsWhatAnotherWrote(_ version: Int) throws {
    let checkpoint = try sideBySide()
    if version < 3 { try makeOlder(checkpoint, version: version) }
    try checkEverySlice(checkpoint)
  }

  @Test(arguments: [
    (Mesh(dpShard: 3), MeshSave.Cut.rows), (Mesh(tp: 4), .columns), (Mesh(tp: 2), .crossed),
    (Mesh(dpReplicate: 2, dpShard: 2, tp: 2), .both), (Mesh(dpShard: 2, tp: 3), .strided),
  ])
  func anyMeshReadsFromAnyShards(_ mesh: Mesh, _ cut: MeshSave.Cut) throws {
    try checkEverySlice(try inShards(mesh, cut))
  }

  /// What lies outside of the slice may be gone.
  @Test func nothingElseIsRead() throws {
    let checkpoint = try sideBySide()
    let tensors = try CheckpointTensors(checkpoint)
    let entry = try #require(tensors.entries["up"]?.shards.first)
    let path = checkpoint.path(of: "model.safetensors")
    // Of row 1 of 6 × 9 numbers, columns up to 4 remain.
    #expect(truncate(path, off_t(entry.offset + (9 + 4) * 4)) == 0)
    let rows = try tensors.tensor(
      "up", shape: [6, 9], slice: TensorSlice(start: [0, 1], extent: [2, 3]))
    let expected = save.values("up", [6, 9])
    #expect(
      rows.values.map(\.bitPattern)
        == [1, 2, 3, 10, 11, 12].map { expected[$0].bitPattern })
    let error = #expect(throws: FileError.self) {
      try tensors.tensor("up", shape: [6, 9], slice: TensorSlice(start: [0, 1], extent: [2, 4]))
    }
    #expect(error?.path == path && error?.reason.contains("it was cut off") == true)
    #expect(truncate(path, 0) == 0)
    let none = try tensors.tensor(
      "up", shape: [6, 9], slice: TensorSlice(start: [6, 0], extent: [0, 9]))
    #expect(none.count == 0 && none.shape == [0, 9])
  }

  @Test func anotherShapeIsNamed() throws {
    let checkpoint = try sideBySide()
    let error = #expect(throws: FileError.self) {
      try CheckpointTensors(checkpoint).tensor(
        "up", shape: [9, 6], slice: TensorSlice(start: [0, 0], extent: [1, 6]))
    }
    #expect(error?.reason == "tensor up has shape [6, 9], expected [9, 6]")
  }
}
