import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@Suite struct SafetensorsShardTests {
  private let folder = TemporaryRoot.url
    .appendingPathComponent("shards-\(UUID().uuidString)").path
  private let system = FileOperations.system

  init() throws { try FileOperations.system.makeFolder(folder) }

  private let tensors: [SafetensorsFile.Description] = [
    .init(name: "a", shape: [2]), .init(name: "b", shape: [5]), .init(name: "c", shape: [1]),
    .init(name: "d", shape: [1]), .init(name: "e", shape: [1]),
  ]

  private func write(limit: Int) throws -> ShardPlan {
    let plan = ShardPlan(tensors, limit: limit, metadata: ["format": "pt"])
    try plan.write(to: folder) { tensor, sink throws(FileError) in
      try sink.append([Float](repeating: Float(tensor.shape[0]), count: tensor.elementCount))
    }
    return plan
  }

  private func check(_ reader: CheckpointReader) throws {
    #expect(reader.names == ["a", "b", "c", "d", "e"])
    #expect(reader.metadata == ["format": "pt"])
    #expect(try reader.floats("b") == [5, 5, 5, 5, 5])
    #expect(try reader.entry("a").shape == [2])
    let missing = #expect(throws: FileError.self) { try reader.floats("z") }
    #expect(missing?.reason == "has no tensor z")
  }

  @Test func shardsKeepTheLimitAndReadBack() throws {
    defer { try? system.remove(folder) }
    let plan = try write(limit: 8)
    #expect(
      plan.shards.map { $0.writer.tensors.map(\.name) } == [["a"], ["b"], ["c", "d"], ["e"]])
    #expect(plan.shards[2].name == "model-00003-of-00004.safetensors")
    try check(CheckpointReader(path: folder))
    try check(CheckpointReader(path: folder + "/model.safetensors.index.json"))
    let index = String(
      decoding: try system.read(folder + "/model.safetensors.index.json"), as: UTF8.self)
    #expect(index.contains("\"total_size\": 40"))
  }

  @Test func oneFileNeedsNoIndex() throws {
    defer { try? system.remove(folder) }
    #expect(try write(limit: 40).index == nil)
    #expect(try system.list(folder) == ["model.safetensors"])
    try check(CheckpointReader(path: folder))
    try check(CheckpointReader(path: folder + "/model.safetensors"))
  }

  @Test func damagedShardsAreNamed() throws {
    defer { try? system.remove(folder) }
    _ = try write(limit: 8)
    let index = folder + "/model.safetensors.index.json"
    let text = String(decoding: try system.read(index), as: UTF8.self)
    func complaint(_ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: index))
      return try #require(
        #expect(throws: FileError.self) { try CheckpointReader(path: folder) }
      ).description
    }
    let cases: [(String, String)] = [
      (text.replacing("\"a\": \"model-00001", with: "\"a\": \"model-00002"), "has no tensor a"),
      (text.replacing("\"a\": \"model-00001", with: "\"a\": \"model-00009"), "no such file"),
      (text.replacing("\"a\": \"", with: "\"a\": \"../"), "no file of this folder"),
      (
        text.replacing("\"a\":", with: "\"b\":"),
        "json: line 7, column 5: weight_map: \"b\" appears twice, first in line 6"
      ),
      (
        text.replacing("\"model-00001-of-00004.safetensors\"", with: "[1]"),
        "line 6, column 10: weight_map: expected \"a\" to be text"
      ),
      (text.replacing("weight_map", with: "map"), "has no weight_map"),
      (
        text.replacing("40", with: String(repeating: "[", count: 100_000)),
        "line 3, column 82: metadata: nests deeper than 64 levels"
      ),
      (
        text.replacing("40", with: "nonsense"),
        "line 3, column 19: metadata: nonsense is not a value"
      ),
      (String(text.prefix(60)), "line 5, column 17: weight_map: expected an object"),
      (String(text.prefix(61)), "line 5, column 17: weight_map: this object is never closed"),
      ("", "line 1, column 1: expected an object"),
    ]
    for (text, expected) in cases {
      let found = try complaint(text)
      #expect(found.contains(expected), "\(found)")
    }
    try system.remove(index)
    #expect(throws: FileError.self) { try CheckpointReader(path: folder) }
    #expect(throws: FileError.self) { try CheckpointReader(path: folder + "/none") }
  }
}
