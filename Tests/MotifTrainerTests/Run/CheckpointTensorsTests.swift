import Foundation
import MotifCore
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Testing

/// Checkpoints restored from shards of any number, and from manifests of version 1.
@Suite struct CheckpointTensorsTests {
  private typealias Slices = (_ number: Int, _ shape: [Int]) -> [TensorSlice]

  private func newest(_ training: TinyTraining, _ name: String) throws -> RunCheckpoint {
    try #require(try training.folder(name).checkpoints.latest().checkpoint)
  }

  /// Saves what `training` holds as two ranks would, `slices` saying what each has of a tensor.
  ///
  /// A rank's file begins with a word of its own; the other files are those of `whole`.
  private func saveSharded(
    _ training: TinyTraining, like whole: RunCheckpoint, in store: CheckpointStore,
    _ slices: Slices
  ) throws -> RunCheckpoint {
    typealias Entry = CheckpointManifest.TensorEntry
    var contents = [Data("rank 0".utf8), Data("rank 1".utf8)]
    var entries: [[String: Entry]] = [[:], [:]]
    let weights = training.model.parameters.parameters.map { (name: $0.name, tensor: $0.value) }
    for (number, (name, tensor)) in (weights + training.optimizer.state).enumerated() {
      let shape = tensor.shape.dimensions
      for (rank, slice) in slices(number, shape).enumerated() {
        let shard = CheckpointManifest.Shard(
          file: "rank-\(rank)", offset: contents[rank].count, slice: slice)
        entries[rank][name] = Entry(type: .float32, shape: shape, shards: [shard])
        SliceReference.numbers(slice, of: tensor.values, shape: tensor.shape.dimensions)
          .withUnsafeBytes { contents[rank].append(contentsOf: $0) }
      }
    }
    let shards = zip(contents, entries).enumerated().map { rank, file in
      CheckpointStore.File("rank-\(rank)", holding: file.1) { output throws(FileError) in
        try output.append(file.0)
      }
    }
    let texts = try ["config.json", "state.json"].map { name in
      let text = try FileOperations.system.read(whole.path(of: name))
      return CheckpointStore.File(name, text: String(decoding: text, as: UTF8.self))
    }
    return try store.save(step: whole.step, files: shards + texts).checkpoint
  }

  /// Rows split unevenly, whatever does not divide; of a tensor with few rows one rank has nothing.
  private func rows(_ number: Int, _ shape: [Int]) -> [TensorSlice] {
    let rows = shape.first ?? 1
    let cut = rows > 3 ? rows / 3 : [0, rows][number % 2]
    let rest = Array(shape.dropFirst())
    let zeros = rest.map { _ in 0 }
    return [
      TensorSlice(start: [0] + zeros, extent: [cut] + rest),
      TensorSlice(start: [cut] + zeros, extent: [rows - cut] + rest),
    ]
  }

  /// Columns split unevenly, the rank that is first in the file list having the last ones.
  private func columns(_ number: Int, _ shape: [Int]) -> [TensorSlice] {
    let last = shape.count - 1
    var (low, high) = (shape, shape)
    low[last] = (shape[last] + 2) / 3
    high[last] -= low[last]
    let zeros = shape.map { _ in 0 }
    return [
      TensorSlice(start: zeros.dropLast() + [low[last]], extent: high),
      TensorSlice(start: zeros, extent: low),
    ]
  }

  @Test(arguments: [false, true]) func twoShardsAreOneTensor(_ byColumns: Bool) throws {
    let training = try TinyTraining()
    try training.run("whole")
    let (bits, whole) = (training.bits, try newest(training, "whole"))
    let target = training.folder("sharded")
    let sharded = try saveSharded(
      training, like: whole, in: target.checkpoints, byColumns ? columns : rows)
    try sharded.verify()
    let shards = try CheckpointTensors(sharded).entries.values.flatMap(\.shards)
    #expect(shards.count % 2 == 0)
    // A bias of one number has nothing to share.
    #expect(shards.contains { $0.slice.isEmpty })
    // Another model: what it holds now is not what is restored.
    let fresh = try TinyTraining()
    #expect(fresh.bits != bits)
    let state = try sharded.restore(fresh.model, fresh.optimizer)
    #expect(fresh.bits == bits && state.step == whole.step)
    let model = try sharded.model(expecting: fresh.model.config)
    #expect(
      model.parameters.parameters.map { $0.value.values.map(\.bitPattern) }
        == fresh.model.parameters.parameters.map { $0.value.values.map(\.bitPattern) })
  }

  /// A run that two ranks saved goes on with one, to the bits of a run that never stopped.
  @Test func aShardedRunGoesOn() throws {
    let training = try TinyTraining()
    training.steps = 8
    try training.run("first")
    _ = try saveSharded(
      training, like: newest(training, "first"), in: training.folder("second").checkpoints, rows)
    training.steps = 12
    try training.run("second")
    let bits = training.bits
    #expect(try newest(training, "second").step == 12)
    try training.run("first")
    #expect(training.bits == bits)
  }

  @Test func theFirstVersionIsRestored() throws {
    let training = try TinyTraining()
    try training.run("a")
    let (bits, checkpoint) = (training.bits, try newest(training, "a"))
    let path = checkpoint.path(of: "manifest.json")
    let files = try CheckpointManifest(path: path).files.map {
      "\"\($0)\": {\"bytes\": \($1.bytes), \"sha256\": \"\($1.sha256)\"}"
    }
    let old = "{\"version\": 1, \"step\": 12, \"files\": {\(files.joined(separator: ", "))}}"
    try Data(old.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try newest(training, "a") == checkpoint)
    let fresh = try TinyTraining()
    _ = try checkpoint.restore(fresh.model, fresh.optimizer)
    #expect(fresh.bits == bits)
    _ = try checkpoint.model(expecting: fresh.model.config)
  }

  /// The manifest and the files' own headers agree about every tensor.
  @Test func offsetsAreThoseOfTheHeaders() throws {
    let training = try TinyTraining()
    try training.run("a")
    let checkpoint = try newest(training, "a")
    let tensors = try CheckpointTensors(checkpoint)
    var count = 0
    for name in ["model.safetensors", "optimizer.safetensors"] {
      let file = try SafetensorsFile(path: checkpoint.path(of: name))
      count += file.entries.count
      for tensor in file.entries.values {
        let entry = try #require(tensors.entries[tensor.name])
        let offset = try file.place(of: tensor.name).lowerBound
        let whole = TensorSlice(wholeOf: tensor.shape)
        #expect(
          entry
            == .init(
              type: tensor.type, shape: tensor.shape,
              shards: [.init(file: name, offset: offset, slice: whole)]))
      }
    }
    #expect(tensors.entries.count == count && count > 20)
    let text = String(
      decoding: try FileOperations.system.read(checkpoint.path(of: "manifest.json")), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.contains("\"dtype\"") }
    #expect(lines.count == count && text.contains("\"tokens\": 768,"))
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let training = try TinyTraining()
    try training.run("a")
    let checkpoint = try newest(training, "a")
    let tensors = try CheckpointTensors(checkpoint)
    func reason(_ name: String, _ shape: Shape) -> String? {
      #expect(throws: FileError.self) { try tensors.tensor(name, shape: shape) }?.description
    }
    let norm = "model.norm.weight"
    #expect(reason(norm, [3])?.contains("tensor \(norm) has shape [16], expected [3]") == true)
    #expect(reason("x", [3])?.contains("has no tensor x") == true)
    let path = checkpoint.path(of: "optimizer.safetensors")
    let bytes = Data(try FileOperations.system.read(path))
    try bytes.dropLast().write(to: URL(fileURLWithPath: path))
    let short = #expect(throws: FileError.self) { try CheckpointTensors(checkpoint) }
    #expect(short?.path == path)
    #expect(
      short?.reason == "has \(bytes.count - 1) bytes, the manifest says \(bytes.count)")
  }
}
