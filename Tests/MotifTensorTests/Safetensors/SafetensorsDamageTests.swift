import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

/// A damaged file is an error that names it: never a trap, never a wrong answer.
@Suite struct SafetensorsDamageTests {
  private let folder = TemporaryRoot.url
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

  private static let list = "tensor a: expected \"shape\" to be a list of whole numbers"
  private static let damaged: [(header: String, complaint: String)] = [
    ("", "header, byte 0: expected an object"), ("[]", "header, byte 0: expected an object"),
    ("{\(good)", "byte 0: this object is never closed with }"),
    ("{\(good)}x", "byte 54: text follows the end of the value: \"x\""),
    ("{\(good),}", "byte 53: a comma stands before }"),
    ("{\(good),\(good)}", "byte 54: \"a\" appears twice, first at byte 1"),
    (one("\"F8\""), "byte 1: tensor a: type F8 is not known"),
    (one("4"), "byte 14: tensor a: expected \"dtype\" to be text"),
    (#"{"a":[]}"#, "byte 5: tensor a: expected an object"),
    (one("\"F32\"", "[3]"), "tensor a: shape [3] and type F32 need 12 bytes, the offsets give 8"),
    (one("\"F32\"", "[-2]"), "tensor a: shape [-2] is not possible"),
    (one("\"F32\"", "[2.0]"), list), (one("\"F32\"", "2"), "header, byte 28: \(list)"),
    (one("\"F32\"", "[2,\"x\"]"), "header, byte 31: \(list)"),
    (one("\"F32\"", "[99999999999999999999]"), list),
    (one("\"F32\"", "[02]"), "02: a number has no leading 0"),
    (one("\"F32\"", "[-]"), "tensor a: - is not a number"),
    (one("\"F32\"", "[900000000000000000,900000000000000000]"), "is not possible"),
    (one("\"F32\"", "[2]", "[0]"), "tensor a: offsets [0] are not a range of the 8 bytes of data"),
    (one("\"F32\"", "[2]", "[8,0]"), "tensor a: offsets"),
    (one("\"F32\"", "[2]", "[0,16]"), "tensor a: offsets"),
    (one("\"F32\"", "[2]", "[-8,0]"), "tensor a: offsets"),
    (one("\"F32\"", "[1]", "[4,8]"), "tensor a starts at byte 4, expected 0"),
    (one("\"F32\"", "[1]", "[0,4]"), "end at byte 4, the data at 8"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "tensor a: dtype, shape and data_offsets are needed"),
    (
      #"{"a":{"x":1,"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#,
      "byte 59: tensor a: \"x\" appears twice, first at byte 6"
    ),
    (#"{"a":{"dtype":"F32","x":nul}}"#, "byte 24: tensor a: nul is not a value"),
    (#"{"a":{"dtype":"F32","dtype":"F32"}}"#, "tensor a: \"dtype\" appears twice"),
    (
      #"{"__metadata__":{"a":1},\#(good)}"#,
      "byte 21: __metadata__: expected \"a\" to be text"
    ),
    (#"{"__metadata__":false,\#(good)}"#, "byte 16: __metadata__: expected an object"),
    (
      #"{"__metadata__":{"format":"pt","step":7.5},\#(good)}"#,
      "__metadata__: expected \"step\" to be text"
    ),
    (#"{"__metadata__":{"a":null},\#(good)}"#, "__metadata__: expected \"a\" to be text"),
    (#"{"__metadata__":{"a":["b"]},\#(good)}"#, "__metadata__: expected \"a\" to be text"),
    (#"{"__metadata__":[],\#(good)}"#, "byte 16: __metadata__: expected an object"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "tensor b starts at byte 4"
    ),
    ("{\"\u{1}\":1}", "control character"), (#"{"\x":1}"#, "byte 2: \\ followed by \"x\" is not"),
    (#"{"\ud800":1}"#, "surrogate"), (#"{"\ud800\u0041":1}"#, "surrogate"),
    (#"{"\u12"#, "hexadecimal"), (#"{"\u+123":1}"#, "hexadecimal"),
    (#"{"a"#, "byte 1: this text is never closed"),
    (String(repeating: "{\"a\":", count: 100_000), "tensor a: nests deeper than 64 levels"),
    (String(repeating: "[", count: 100_000), "byte 0: expected an object"),
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

  @Test func textThatIsNotUTF8IsAnError() throws {
    defer { try? FileOperations.system.remove(folder) }
    let path = folder + "/x.safetensors"
    let header = Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x7B, 0x7D, 0x7D])
    try (Data([8, 0, 0, 0, 0, 0, 0, 0]) + header).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
    #expect(error?.reason == "header, byte 1: this text is not UTF-8")
  }

  /// The reference implementation reads both.
  @Test func unknownFieldsAndNullMetadataArePassedOver() throws {
    defer { try? FileOperations.system.remove(folder) }
    let header =
      #"{"__metadata__":null,"a":{"dtype":"F32","x":[1.5,{"y":null}],"shape":[2],"#
      + #""data_offsets":[0,8]}}"#
    let file = try open(header: header, data: 8)
    #expect(file.metadata.isEmpty)
    #expect(try file.floats("a") == [0, 0])
  }

  @Test(arguments: [
    #""__metadata__":{},"#, #""__metadata__":null ,"#, #""__metadata__":{"format":"pt"},"#, "",
  ])
  func metadataMayBeEmptyNullOrLeftOut(_ metadata: String) throws {
    defer { try? FileOperations.system.remove(folder) }
    let fields = #""dtype":"F32","shape":[2],"data_offsets":[0,8]"#
    for more in [
      "", #","crc":1"#, #","note":null"#, #","chunks":[[0,4],[4,8]]"#, #","a":{"b":true}"#,
    ] {
      let file = try open(header: "{\(metadata)\"a\":{\(fields)\(more)}}", data: 8)
      #expect(try file.floats("a") == [0, 0])
      #expect(file.metadata == (metadata.contains("pt") ? ["format": "pt"] : [:]))
    }
  }

  @Test func wholeNumbersAboveIntAreAnError() throws {
    defer { try? FileOperations.system.remove(folder) }
    let path = folder + "/x.safetensors"
    _ = try open(header: #"{"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}"#, data: 8)
    var bytes = Data(try FileOperations.system.read(path))
    bytes[bytes.count - 1] = 0x80
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try SafetensorsFile(path: path).integers("a") }
    #expect(error?.reason == "tensor a holds 9223372036854775808; expected at most \(Int.max)")
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
