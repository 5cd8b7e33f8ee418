import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifReport

@Suite struct TensorBoardTests {
  /// One value of an event file, as a reader that shares nothing with the writer finds it.
  private struct Found: Equatable {
    var step: UInt64
    var tag: String
    var value: Float
  }

  /// Bit by bit, without a table.
  private func slowMasked(_ bytes: [UInt8]) -> UInt32 {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      for bit in 0..<8 {
        let top = (remainder ^ UInt32(byte >> UInt8(bit))) & 1
        remainder >>= 1
        if top == 1 { remainder ^= 0x82F6_3B78 }
      }
    }
    remainder ^= 0xFFFF_FFFF
    return (remainder >> 15 | remainder << 17) &+ 0xa282_ead8
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The fields of a message: number, and either the integer or the bytes.
  private func fields(_ bytes: ArraySlice<UInt8>) -> [(UInt64, UInt64, ArraySlice<UInt8>)] {
    var rest = bytes
    func variable() -> UInt64 {
      var result: UInt64 = 0
      var shift: UInt64 = 0
      while let byte = rest.popFirst() {
        result |= UInt64(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      return result
    }
    func take(_ count: Int) -> ArraySlice<UInt8> {
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    var result: [(UInt64, UInt64, ArraySlice<UInt8>)] = []
    while !rest.isEmpty {
      let key = variable()
      switch key & 7 {
      case 0: result.append((key >> 3, variable(), []))
      case 1: result.append((key >> 3, 0, take(8)))
      case 5: result.append((key >> 3, 0, take(4)))
      default: result.append((key >> 3, 0, take(Int(variable()))))
      }
    }
    return result
  }

  private func records(_ path: String) throws -> [ArraySlice<UInt8>] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var result: [ArraySlice<UInt8>] = []
    var at = 0
    while at < bytes.count {
      let count = Int(number(bytes[at..<at + 8]))
      #expect(number(bytes[at + 8..<at + 12]) == UInt64(slowMasked(Array(bytes[at..<at + 8]))))
      let data = bytes[at + 12..<at + 12 + count]
      let sum = number(bytes[at + 12 + count..<at + 16 + count])
      #expect(sum == UInt64(slowMasked(Array(data))))
      result.append(data)
      at += 16 + count
    }
    return result
  }

  private func folder() throws -> String {
    let path = TemporaryRoot.url.path + "/board-\(UUID().uuidString)"
    try FileOperations.system.makeFolder(path)
    return path
  }

  @Test func checksumsMatchTheVectorsOfRFC3720() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(UInt8(0)..<32) == 0x46DD_794E)
    #expect(CRC32C.checksum([UInt8]()) == 0)
  }

  @Test func valuesReadBackByStepAndTag() throws {
    let run = try folder()
    defer { try? FileOperations.system.remove(run) }
    let writer = try TensorBoardWriter(run: run, time: 1_700_000_000.5)
    #expect(writer.path == run + "/events.out.tfevents.1700000000.motif")
    var record = MetricsRecord(step: 300)
    record.add("loss", 2.5)
    record.add("tokens", .integer(4096))
    record.add("phase", .text("warmup"))
    record.add("lambda", .list([0.25, -1]))
    record.add("bitsPerByte", .table([.init("web", 0.75)]))
    try writer.append(record, time: 1_700_000_001)
    try writer.append(MetricsRecord(step: 301))
    try writer.synchronize()

    let events = try records(writer.path)
    #expect(events.count == 2)
    let version = try #require(fields(events[0]).first { $0.0 == 3 })
    #expect(String(decoding: version.2, as: UTF8.self) == "brain.Event:2")
    let event = fields(events[1])
    let wallTime = try #require(event.first { $0.0 == 1 })
    #expect(Double(bitPattern: number(wallTime.2)) == 1_700_000_001)
    let step = try #require(event.first { $0.0 == 2 }).1
    let summary = try #require(event.first { $0.0 == 5 }).2
    let found = fields(summary).map { value -> Found in
      let parts = fields(value.2)
      return Found(
        step: step, tag: String(decoding: parts[0].2, as: UTF8.self),
        value: Float(bitPattern: UInt32(number(parts[1].2))))
    }
    #expect(
      found == [
        Found(step: 300, tag: "loss", value: 2.5), Found(step: 300, tag: "tokens", value: 4096),
        Found(step: 300, tag: "lambda/00", value: 0.25),
        Found(step: 300, tag: "lambda/01", value: -1),
        Found(step: 300, tag: "bitsPerByte/web", value: 0.75),
      ])
  }

  @Test func aResumedRunHasAFileOfItsOwnThatDropsLaterSteps() throws {
    let run = try folder()
    defer { try? FileOperations.system.remove(run) }
    let first = try TensorBoardWriter(run: run, time: 10)
    let second = try TensorBoardWriter(run: run, resumedStep: 7, time: 10)
    #expect(first.path != second.path)
    let events = try records(second.path)
    #expect(events.count == 2)
    let event = fields(events[1])
    #expect(event.first { $0.0 == 2 }?.1 == 8)
    let log = try #require(event.first { $0.0 == 7 })
    #expect(fields(log.2).map(\.1) == [1])
  }

  /// Killed before its first checkpoint, a run begins again where older events already are.
  @Test func aRunThatBeginsAgainDropsEveryOlderStep() throws {
    let run = try folder()
    defer { try? FileOperations.system.remove(run) }
    let first = try TensorBoardWriter(run: run, time: 10)
    #expect(try records(first.path).count == 1)
    let second = try TensorBoardWriter(run: run, time: 20)
    let events = try records(second.path)
    #expect(events.count == 2)
    let event = fields(try #require(events.last))
    #expect(event.first { $0.0 == 2 }?.1 == 0)
    let log = try #require(event.first { $0.0 == 7 })
    #expect(fields(log.2).map(\.1) == [1])
  }

  @Test func aMissingFolderIsNamed() throws {
    let error = #expect(throws: FileError.self) {
      _ = try TensorBoardWriter(run: "/nowhere/at/all")
    }
    #expect(error?.description.contains("/nowhere/at/all") == true)
  }
}
