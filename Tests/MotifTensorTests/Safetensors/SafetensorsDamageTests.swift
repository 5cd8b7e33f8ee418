import Foundation
import MotifCore
import MotifTensor
import Testing

/// A damaged file is an error that names it: never a trap, never a wrong answer.
@Suite struct SafetensorsDamageTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("damage-\(UUID().uuidString)").path

  init() throws { try FileOperations.system.makeFolder(folder) }

  private func open(header: String, data: Int, length: UInt64? = nil) throws -> SafetensorsFile {
    var bytes = Data()
    withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) {
      bytes.append(contentsOf: $0)
    }
    bytes += Data(header.utf8) + Data(repeating: 0, count: data)
    let path = folder + "/x.safetensors"
    try bytes.write(to: URL(fileURLWithPath: path))
    return try SafetensorsFile(path: path)
  }

  private static let good = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#
  private static func one(
    _ dtype: String = "\"F32\"", _ shape: String = "[2]", _ offsets: String = "[0,8]"
  ) -> String {
    "{\"a\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  private static let damaged: [(header: String, complaint: String)] = [
    ("", "expected {"), ("[]", "expected {"), ("{\(good)", "expected }"), ("{\(good)}x", "the end"),
    ("{\(good),}", "expected \""), ("{\(good),\(good)}", "\"a\" appears twice"),
    (one("\"F8\""), "tensor a has type F8"), (one("4"), "expected \""),
    (one("\"F32\"", "[3]"), "tensor a of shape [3]"), (one("\"F32\"", "[-2]"), "shape [-2]"),
    (one("\"F32\"", "[2.0]"), "expected ]"), (one("\"F32\"", "2"), "expected ["),
    (one("\"F32\"", "[99999999999999999999]"), "integer"),
    (one("\"F32\"", "[900000000000000000,900000000000000000]"), "shape"),
    (one("\"F32\"", "[2]", "[0]"), "tensor a has offsets"),
    (one("\"F32\"", "[2]", "[8,0]"), "tensor a has offsets"),
    (one("\"F32\"", "[2]", "[0,16]"), "tensor a has offsets"),
    (one("\"F32\"", "[2]", "[-8,0]"), "tensor a has offsets"),
    (one("\"F32\"", "[1]", "[4,8]"), "tensor a starts at byte 4, expected 0"),
    (one("\"F32\"", "[1]", "[0,4]"), "end at byte 4, the data at 8"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "tensor a needs"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, "unknown field x"),
    (#"{"a":{"dtype":"F32","dtype":"F32"}}"#, "\"dtype\" appears twice"),
    (#"{"__metadata__":{"a":1},\#(good)}"#, "expected \""),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "tensor b starts at byte 4"
    ),
    ("{\"\u{1}\":1}", "control character"), (#"{"\x":1}"#, "escape"),
    (#"{"\ud800":1}"#, "surrogate"),
    (#"{"\u12"#, "hexadecimal"), (#"{"a"#, "no end"),
    (String(repeating: "{\"a\":", count: 100_000), "unknown field a"),
    (String(repeating: "[", count: 100_000), "expected {"),
  ]

  @Test func everyDamagedHeaderIsAnError() throws {
    defer { try? FileOperations.system.remove(folder) }
    #expect(try open(header: "{\(Self.good)}", data: 8).entries.count == 1)
    for (header, complaint) in Self.damaged {
      let error = #expect(throws: FileError.self, "\(header.prefix(80))") {
        try open(header: header, data: 8)
      }
      #expect(error?.reason.contains(complaint) == true, "\(header.prefix(80)): \(error as Any)")
      #expect(error?.path.hasSuffix("x.safetensors") == true)
    }
  }

  @Test func lengthsThatLieAreErrors() throws {
    defer { try? FileOperations.system.remove(folder) }
    for length: UInt64 in [0, 1, 1 << 20, 1 << 40, 1 << 63, .max] {
      #expect(throws: FileError.self) {
        try open(header: "{\(Self.good)}", data: 8, length: length)
      }
    }
    let path = folder + "/short"
    for count in 0..<8 {
      try Data(repeating: 0, count: count).write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
    }
    #expect(throws: FileError.self) { try SafetensorsFile(path: folder) }
    #expect(throws: FileError.self) { try SafetensorsFile(path: folder + "/none") }
  }

  private func valid() throws -> Data {
    let path = folder + "/valid"
    let writer = SafetensorsWriter(
      [.init(name: "a", shape: [2]), .init(name: "b\"", type: .bfloat16, shape: [1, 2])],
      metadata: ["k": "v"])
    try writer.write(to: path) { _, sink throws(FileError) in try sink.append([1, 2]) }
    return Data(try FileOperations.system.read(path))
  }

  @Test func everyTruncationIsAnError() throws {
    defer { try? FileOperations.system.remove(folder) }
    let whole = try valid()
    let path = folder + "/cut"
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self, "\(count) bytes") { try SafetensorsFile(path: path) }
    }
  }

  /// Any byte set to any of these values gives an error or a file whose tensors can all be read.
  @Test func everyChangedByteIsAnErrorOrHarmless() throws {
    defer { try? FileOperations.system.remove(folder) }
    let whole = try valid()
    let path = folder + "/changed"
    var refused = 0
    for place in whole.indices {
      for value in [0, 0x20, 0x22, 0x2D, 0x30, 0x39, 0x5B, 0x5C, 0x7B, 0x7D, 0xC3, 0xFF] as [UInt8]
      {
        var changed = whole
        changed[place] = value
        try changed.write(to: URL(fileURLWithPath: path))
        guard let file = try? SafetensorsFile(path: path) else {
          refused += 1
          continue
        }
        for (name, entry) in file.entries {
          #expect(try file.bytes(name).count == entry.elementCount * entry.type.byteCount)
        }
      }
    }
    #expect(refused > whole.count)
  }
}
