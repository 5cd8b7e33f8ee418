import Foundation
import MotifCore
import MotifReport
import MotifTestSupport
import Testing

@Suite struct MetricsTests {
  private let path = TemporaryRoot.url
    .appendingPathComponent("metrics-\(UUID().uuidString).jsonl").path

  private func record(_ step: Int, loss: Double = 0.1) -> MetricsRecord {
    var record = MetricsRecord(step: step)
    record.add("loss", loss)
    return record
  }

  private func text() throws -> String {
    String(decoding: try FileOperations.system.read(path), as: UTF8.self)
  }

  @Test func aLineHasFixedOrderAndExactNumbers() {
    var record = MetricsRecord(step: 12)
    record.add("loss", 0.1 + 0.2)
    record.add("learningRate", Double.leastNonzeroMagnitude)
    record.add("tokens", .integer((1 << 53) + 1))
    record.add("phase", .text("warm\"up\"\n"))
    record.add("lambda", .list([0.5, -1]))
    record.add("validation", .table([.init("web", 1e21), .init("code", 2)]))
    #expect(
      record.jsonLine
        == #"{"v":1,"step":12,"loss":0.30000000000000004,"learningRate":5e-324,"#
        + #""tokens":9007199254740993,"phase":"warm\"up\"\n","lambda":[0.5,-1.0],"#
        + #""validation":{"web":1e+21,"code":2.0}}"#)
  }

  @Test func numbersThatAreNotFiniteAreNullAndNamed() throws {
    var record = MetricsRecord(step: 1)
    record.add("loss", .nan)
    record.add("lambda", .list([1, .infinity]))
    record.add("validation", .table([.init("web", -.infinity)]))
    #expect(
      record.jsonLine
        == #"{"v":1,"step":1,"loss":null,"lambda":[1.0,null],"validation":{"web":null},"#
        + #""nonFinite":["loss","lambda[1]","validation.web"]}"#)
    let back = try #require(MetricsRecord(jsonLine: record.jsonLine))
    #expect(back.number("loss")?.isNaN == true)
    #expect(back.fields.count == 3)
  }

  @Test func recordsReadBackExactly() throws {
    defer { try? FileOperations.system.remove(path) }
    var generator = SystemRandomNumberGenerator()
    let log = try MetricsLog(path: path)
    var values: [Double] = []
    for step in 0..<50 {
      let value = Double(bitPattern: generator.next())
      values.append(value.isFinite ? value : 0.1)
      try log.append(record(step, loss: values[step]))
    }
    try log.synchronize()
    let records = try MetricsLog.read(path)
    #expect(records.map(\.step) == Array(0..<50))
    #expect(records.map { $0.number("loss") } == values)
  }

  @Test func resumingCutsOffLaterStepsAndATornLine() throws {
    defer { try? FileOperations.system.remove(path) }
    var log = try MetricsLog(path: path)
    for step in 1...5 { try log.append(record(step)) }
    log = try MetricsLog(path: path, resumedStep: 3)
    try log.append(record(4, loss: 9))
    #expect(try MetricsLog.read(path).map(\.step) == [1, 2, 3, 4])
    #expect(try MetricsLog.read(path).last?.number("loss") == 9)

    let torn = try text() + #"{"v":1,"step":5,"lo"#
    try Data(torn.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try MetricsLog.read(path).count == 4)
    log = try MetricsLog(path: path, resumedStep: 10)
    try log.append(record(11))
    #expect(try MetricsLog.read(path).map(\.step) == [1, 2, 3, 4, 11])
    log = try MetricsLog(path: path)
    #expect(try text() == "")
  }

  @Test func aForeignLineIsNamed() throws {
    defer { try? FileOperations.system.remove(path) }
    let good = record(1).jsonLine
    for wrong in ["", "loss 3", #"{"v":2,"step":1}"#, #"{"v":1}"#, #"{"v":1,"step":1,"a":true"#] {
      try Data("\(good)\n\(wrong)\n\(good)\n".utf8).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: FileError.self) { try MetricsLog.read(path) }
      #expect(error?.reason.contains("line 2") == true)
    }
  }

  @Test func refusedWritesAreOneSentence() throws {
    let missing = #expect(throws: FileError.self) { try MetricsLog(path: path + "/no/m.jsonl") }
    #expect(missing?.reason == "cannot open: no such file or folder")
    #expect(throws: FileError.self) { try MetricsLog.read(path) }
  }

  @Test func aFullDiskIsReported() throws {
    defer { try? FileOperations.system.remove(path) }
    var full = FileOperations.system
    full.write = { _, _, path throws(FileError) in
      throw FileError(path: path, action: "write", code: ENOSPC)
    }
    let log = try MetricsLog(path: path, operations: full)
    let error = #expect(throws: FileError.self) { try log.append(record(1)) }
    #expect(error?.reason == "cannot write: the disk is full")
  }
}
