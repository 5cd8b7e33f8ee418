import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@Suite struct SafetensorsRoundTripTests {
  private let folder = TemporaryRoot.url
    .appendingPathComponent("safetensors-\(UUID().uuidString)").path

  init() throws { try FileOperations.system.makeFolder(folder) }

  @Test func everyTypeReadsBackWhatWasWritten() throws {
    defer { try? FileOperations.system.remove(folder) }
    let path = folder + "/all.safetensors"
    let writer = SafetensorsWriter(
      [
        .init(name: "z.single", shape: [2, 3]),
        .init(name: "a.double", type: .float64, shape: [2]),
        .init(name: "brain", type: .bfloat16, shape: [3]),
        .init(name: "long", type: .int64, shape: [1, 2]),
        .init(name: "int", type: .int32, shape: [2]),
        .init(name: "byte \"é\"\n", type: .uint8, shape: [3]),
        .init(name: "u64", type: .uint64, shape: [2]),
        .init(name: "u32", type: .uint32, shape: [1]),
        .init(name: "u16", type: .uint16, shape: [1]), .init(name: "i16", type: .int16, shape: [2]),
        .init(name: "i8", type: .int8, shape: [2]),
        .init(name: "empty", shape: [0, 4]),
        .init(name: "scalar", shape: []),
      ], metadata: ["format": "pt", "b": "\u{1}\\"])
    try writer.write(to: path) { tensor, sink throws(FileError) in
      switch tensor.name {
      case "z.single": try sink.append([1, -2, 0.1, .infinity, -0.0, .leastNonzeroMagnitude])
      case "a.double": try sink.append(doubles: [0.1, -1e300])
      case "brain": try sink.append([1, 3.140625, -0.5])
      case "long": try sink.append(integers: [Int.min, Int.max])
      case "int": try sink.append(integers: [-5, 7])
      case "u64": try sink.append(integers: [0, Int.max])
      case "u32": try sink.append(integers: [1 << 32 - 1])
      case "u16": try sink.append(integers: [1 << 16 - 1])
      case "i16": try sink.append(integers: [-1 << 15, 1 << 15 - 1])
      case "i8": try sink.append(integers: [-128, 127])
      case "scalar": try sink.append([42])
      case "empty": break
      default: try sink.append(integers: [0, 1, 255])
      }
    }
    let file = try SafetensorsFile(path: path)
    #expect(file.metadata == ["format": "pt", "b": "\u{1}\\"])
    #expect(file.entries.count == 13)
    #expect(try file.integers("u64") == [0, Int.max])
    #expect(try file.integers("u32") == [1 << 32 - 1])
    #expect(try file.integers("u16") == [1 << 16 - 1])
    #expect(try file.integers("i16") == [-1 << 15, 1 << 15 - 1])
    #expect(try file.integers("i8") == [-128, 127])
    #expect(try file.entry("z.single").shape == [2, 3])
    #expect(
      try file.floats("z.single").map(\.bitPattern)
        == [1, -2, 0.1, .infinity, -0.0, Float.leastNonzeroMagnitude].map(\.bitPattern))
    #expect(try file.doubles("a.double") == [0.1, -1e300])
    #expect(try file.floats("brain") == [1, 3.140625, -0.5])
    #expect(try file.integers("long") == [Int.min, Int.max])
    #expect(try file.integers("int") == [-5, 7])
    #expect(try file.integers("byte \"é\"\n") == [0, 1, 255])
    #expect(try file.floats("empty").isEmpty)
    #expect(try file.floats("scalar") == [42])
    let data = try FileOperations.system.read(path)
    #expect(data.count == writer.byteCount)
    #expect(data[0] % 8 == 0)
  }

  @Test func orderAndBytesAreDeterministic() throws {
    defer { try? FileOperations.system.remove(folder) }
    let tensors: [SafetensorsFile.Description] = [
      .init(name: "b", shape: [1]), .init(name: "a", shape: [1]),
    ]
    func write(_ order: SafetensorsWriter.Order, _ name: String) throws -> Data {
      let writer = SafetensorsWriter(
        tensors, metadata: ["x": "1", "y": "2", "z": "3"], order: order)
      try writer.write(to: folder + "/" + name) { tensor, sink throws(FileError) in
        try sink.append([tensor.name == "a" ? 1 : 2])
      }
      return try FileOperations.system.read(folder + "/" + name)
    }
    let given = try write(.given, "1")
    #expect(try given == write(.given, "2"))
    #expect(try given != write(.byName, "3"))
    #expect(try SafetensorsFile(path: folder + "/1").entry("b").range == 0..<4)
    #expect(try SafetensorsFile(path: folder + "/3").entry("b").range == 4..<8)
    #expect(try SafetensorsFile(path: folder + "/3").floats("b") == [2])
  }

  @Test func tensorsAtOddOffsetsReadBack() throws {
    defer { try? FileOperations.system.remove(folder) }
    let path = folder + "/odd"
    let writer = SafetensorsWriter([
      .init(name: "byte", type: .uint8, shape: [1]),
      .init(name: "brain", type: .bfloat16, shape: [3]),
      .init(name: "wide", type: .float64, shape: [1]), .init(name: "single", shape: [2]),
    ])
    try writer.write(to: path) { tensor, sink throws(FileError) in
      switch tensor.type {
      case .uint8: try sink.append(integers: [9])
      default: try sink.append([Float](repeating: 1.5, count: tensor.elementCount))
      }
    }
    let file = try SafetensorsFile(path: path)
    #expect(try file.floats("brain") == [1.5, 1.5, 1.5])
    #expect(try file.doubles("wide") == [1.5])
    #expect(try file.floats("single") == [1.5, 1.5])
  }

  @Test func longTensorsAreConvertedInPieces() throws {
    defer { try? FileOperations.system.remove(folder) }
    let count = 70_001
    let numbers = (0..<count).map { Float($0 % 251) - 125 }
    let path = folder + "/long"
    let writer = SafetensorsWriter([
      .init(name: "brain", type: .bfloat16, shape: [count]),
      .init(name: "wide", type: .float64, shape: [count]),
    ])
    try writer.write(to: path) { _, sink throws(FileError) in
      try sink.append(Array(numbers.prefix(3)))
      try sink.append(Array(numbers.dropFirst(3)))
    }
    let file = try SafetensorsFile(path: path)
    #expect(try file.floats("brain") == numbers)
    #expect(try file.floats("wide") == numbers)
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    defer { try? FileOperations.system.remove(folder) }
    let path = folder + "/kept"
    let writer = SafetensorsWriter([.init(name: "a", type: .int32, shape: [1])])
    try writer.write(to: path) { _, sink throws(FileError) in try sink.append(integers: [7]) }
    let error = #expect(throws: FileError.self) {
      try writer.write(to: path) { _, sink throws(FileError) in
        try sink.append(integers: [1 << 40])
      }
    }
    #expect(error?.reason.contains("tensor a: element 0 is 1099511627776") == true)
    #expect(try SafetensorsFile(path: path).integers("a") == [7])
    #expect(try FileOperations.system.list(folder) == ["kept"])
  }

  @Test func aFullDiskIsOneSentence() throws {
    defer { try? FileOperations.system.remove(folder) }
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let file = try DurableFile(path: "/dev/full")
    try file.append("some bytes")
    let error = #expect(throws: FileError.self) { try file.finish() }
    #expect(error?.description == "/dev/full: cannot write: the disk is full")
  }
}
