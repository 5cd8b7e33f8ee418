import Foundation
import MotifCore
import MotifTensor
import Testing

/// What `manifest.json` says and which ones are refused.
@Suite struct CheckpointManifestTests {
  private let hash = String(repeating: "0", count: 64)

  private var entry: CheckpointManifest.TensorEntry {
    .init(
      type: .float32, shape: [3, 2],
      shards: [
        .init(file: "a", offset: 8, slice: TensorSlice(start: [0, 0], extent: [2, 2])),
        .init(file: "b", offset: 0, slice: TensorSlice(start: [2, 0], extent: [1, 2])),
      ])
  }

  private var manifest: CheckpointManifest {
    CheckpointManifest(
      step: 7, tokens: 448, score: 1.5,
      files: ["a": .init(bytes: 24, sha256: hash), "b": .init(bytes: 8, sha256: hash)],
      tensors: [
        "b\"\n": .init(
          type: .bfloat16, shape: [],
          shards: [.init(file: "b", offset: 6, slice: TensorSlice(start: [], extent: []))]),
        "a.weight": entry,
      ])
  }

  private func read(
    _ text: String, _ reading: CheckpointManifest.Reading = .all
  ) throws -> CheckpointManifest {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("manifest-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try CheckpointManifest(path: path, reading: reading)
  }

  @Test func everyTensorHasALine() throws {
    #expect(
      manifest.text
        == ManifestSeal.closing(
          """
          {
            "version": 3,
            "step": 7,
            "tokens": 448,
            "score": 1.5,
            "scheduled": true,
            "mesh": {"ranks": 1},
            "files": {
              "a": {"bytes": 24, "sha256": "\(hash)"},
              "b": {"bytes": 8, "sha256": "\(hash)"}
            },
            "tensors": {
              "a.weight": {"dtype": "F32", "shape": [3, 2], "shards": [{"file": "a", "offset": 8, "start": [0, 0], "extent": [2, 2]}, {"file": "b", "offset": 0, "start": [2, 0], "extent": [1, 2]}]},
              "b\\"\\n": {"dtype": "BF16", "shape": [], "shards": [{"file": "b", "offset": 6, "start": [], "extent": []}]}
            }
          """))
    #expect(try read(manifest.text) == manifest)
    var rest = manifest
    rest.tensors = [:]
    #expect(try read(manifest.text, .filesAlone) == rest)
  }

  @Test func theFirstVersionIsRead() throws {
    let text = """
      {"version": 1, "step": 7, "score": 0.5, "files": {"a": {"bytes": 24, "sha256": "\(hash)"}}}
      """
    let manifest = try read(text)
    #expect(manifest.version == 1 && manifest.step == 7 && manifest.score == 0.5)
    #expect(manifest.files == ["a": .init(bytes: 24, sha256: hash)])
    #expect(manifest.tokens == nil && manifest.tensors.isEmpty && manifest.mesh.ranks == 1)
  }

  /// The second had neither a hash of itself nor a word on whether the checkpoint was due.
  @Test func theSecondVersionIsRead() throws {
    let text =
      try unsealed(manifest).replacing("\"version\": 3", with: "\"version\": 2")
      .replacing("  \"scheduled\": true,\n", with: "") + "\n}\n"
    var expected = manifest
    expected.version = 2
    #expect(try read(text) == expected)
    #expect(try read(text).isScheduled)
  }

  @Test func whatASignalAskedForIsSaid() throws {
    let asked = CheckpointManifest(
      step: 7, isScheduled: false, files: ["a": .init(bytes: 24, sha256: hash)])
    #expect(try read(asked.text) == asked)
  }

  /// Any bit of a manifest that flips makes it another one, or none: it is never believed.
  @Test func everyFlippedBitIsNoticed() throws {
    let bytes = Array(manifest.text.utf8)
    for reading in [CheckpointManifest.Reading.all, .filesAlone] {
      for place in bytes.indices {
        for bit in 0..<8 {
          var flipped = bytes
          flipped[place] ^= 1 << bit
          let damaged = flipped
          var operations = FileOperations.system
          operations.read = { _ throws(FileError) in Data(damaged) }
          #expect(throws: FileError.self, "bit \(bit) of byte \(place)") {
            try CheckpointManifest(path: "manifest.json", reading: reading, operations: operations)
          }
        }
      }
    }
  }

  @Test(arguments: [0, 1, 40, 80, 81, 82, 200]) func aCutManifestIsNoticed(_ count: Int) throws {
    let text = String(decoding: Array(manifest.text.utf8).dropLast(max(1, count)), as: UTF8.self)
    #expect(throws: FileError.self) { try read(text) }
    #expect(throws: FileError.self) { try read(text + manifest.text) }
  }

  /// The text of a manifest without its seal and the brace after that.
  private func unsealed(_ manifest: CheckpointManifest) throws -> String {
    let text = manifest.text
    let end = try #require(text.ranges(of: ",\n  \"sha256\"").last)
    return String(text[..<end.lowerBound])
  }

  /// One place of a good manifest changed, and the sentence about it.
  private static let damages: [(String, String, String)] = [
    ("\"version\": 3", "\"version\": 4", "has version 4, this program reads 1 to 3"),
    ("\"version\": 3", "\"version\": 0", "has version 0, this program reads 1 to 3"),
    ("\"scheduled\": true,", "", "is not a checkpoint manifest"),
    ("\"mesh\": {\"ranks\": 1},", "", "is not a checkpoint manifest"),
    ("\"tensors\"", "\"others\"", "is not a checkpoint manifest"),
    ("\"F32\"", "\"F33\"", "is not a checkpoint manifest"),
    ("\"offset\": 8, ", "", "is not a checkpoint manifest"),
    ("[3, 2]", "[3, -2]", "tensor a.weight: its shape is [3, -2]"),
    (
      "[3, 2]", "[3, 4611686018427387904]",
      "tensor a.weight: its shape is [3, 4611686018427387904]"
    ),
    ("[3, 2]", "[4, 2]", "tensor a.weight: its shards hold 6 of 8 elements"),
    (
      "\"start\": [2, 0]", "\"start\": [1, 0]",
      "tensor a.weight: its shards 0 and 1 hold the same elements"
    ),
    (
      "\"start\": [2, 0]", "\"start\": [3, 0]",
      "tensor a.weight: its shard 1 starts at [3, 0] and extends by [1, 2], which is no part of"
    ),
    (
      "\"file\": \"a\"", "\"file\": \"c\"",
      "tensor a.weight: its shard 0 is in \"c\", which is no file of the checkpoint"
    ),
    (
      "\"offset\": 8", "\"offset\": 9",
      "tensor a.weight: its shard 0 has 16 bytes from byte 9 on, a has 24"
    ),
    ("\"offset\": 8", "\"offset\": -1", "its shard 0 has 16 bytes from byte -1 on, a has 24"),
    ("\"offset\": 8", "\"offset\": \(Int.max)", "its shard 0 has 16 bytes from byte \(Int.max)"),
  ]

  @Test(arguments: damages) func aDamagedOneIsRefused(
    old: String, new: String, sentence: String
  ) throws {
    let text = try unsealed(manifest)
    let place = try #require(text.firstRange(of: old))
    let damaged = text.replacingCharacters(in: place, with: new)
    let error = #expect(throws: FileError.self) { try read(ManifestSeal.closing(damaged)) }
    #expect(error?.reason.contains(sentence) == true, "\(String(describing: error))")
    // Whatever it says, its hash of itself is that of another text; or it has lost its own.
    let seal = manifest.text.dropFirst(text.count)
    let broken = #expect(throws: FileError.self) { try read(damaged + seal) }
    #expect(broken?.reason.contains("the SHA-256 at its end is of another text") == true)
    let bare = #expect(throws: FileError.self) { try read(text + "\n}\n") }
    #expect(bare?.reason.contains("does not end with a SHA-256 of itself") == true)
  }

  /// What the files of a rank say of a tensor comes together in their order.
  @Test func shardsOfSeveralFilesAreOneTensor() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("shards-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let shards = entry.shards
    let files = zip(shards, [24, 8]).map { shard, size in
      CheckpointStore.File(
        shard.file, holding: ["t": .init(type: .float32, shape: [3, 2], shards: [shard])]
      ) { file throws(FileError) in try file.append(Data(count: size)) }
    }
    let saved = try CheckpointStore(path: folder).save(step: 1, tokens: 5, files: files)
    let path = saved.checkpoint.path(of: "manifest.json")
    let manifest = try CheckpointManifest(path: path)
    #expect(manifest.tensors == ["t": entry] && manifest.tokens == 5)
  }
}
