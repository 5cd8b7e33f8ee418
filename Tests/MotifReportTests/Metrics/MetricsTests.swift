import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifReport

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

  /// The bytes that stay of `lines`, looked for line by line.
  private func kept(_ lines: [String], upTo step: Int) -> Int {
    var (end, place) = (0, 0)
    for line in lines {
      place += line.utf8.count + 1
      guard let record = MetricsRecord(jsonLine: line) else { continue }
      if record.step > step { break }
      end = place
    }
    return end
  }

  @Test(arguments: 0..<24)
  func whereALogIsCutIsWhatReadingEveryLineFinds(_ seed: UInt64) throws {
    defer { try? FileOperations.system.remove(path) }
    var random = CounterRandom(seed: seed, name: "log")
    var (lines, step) = ([String](), random.integer(below: 3))
    for _ in 0..<random.integer(below: 60) {
      if random.integer(below: 5) == 0 {
        lines.append(String(repeating: "x", count: random.integer(below: 20_000)))
      }
      step += 1 + random.integer(below: 3)
      let filler = String(repeating: "y", count: random.integer(below: 9_000))
      lines.append(#"{"v":1,"step":\#(step),"text":"\#(filler)"}"#)
    }
    let torn = random.integer(below: 2) == 0 ? "" : #"{"v":1,"step":1"#
    let text = lines.map { $0 + "\n" }.joined() + torn
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let found = MetricsLines(try ReadableFile(path))
    for wanted in -1...(step + 2) {
      #expect(try found.end(upTo: wanted) == kept(lines, upTo: wanted), "step \(wanted)")
    }
    let last = lines.last { MetricsRecord(jsonLine: $0) != nil }
    #expect(try found.lastStep() == last.flatMap { MetricsRecord(jsonLine: $0)?.step })
  }

  @Test func aLogOfAMillionStepsOpensWithinASecond() throws {
    defer { try? FileOperations.system.remove(path) }
    let log = try DurableFile(path: path)
    let losses = (0..<20).map { _ in "2.718281828459045" }.joined(separator: ",")
    for step in 1...1_000_000 {
      try log.append(#"{"v":1,"step":"# + "\(step)" + #","loss":1.5,"maxLogits":["#)
      if step % 1000 == 0 { try log.append(losses) }
      try log.append("]}\n")
    }
    try log.finish()
    let start = ContinuousClock.now
    #expect(try MetricsLog.lastStep(of: path) == 1_000_000)
    try MetricsLog(path: path, resumedStep: 765_432).append(record(765_433))
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(try MetricsLog.lastStep(of: path) == 765_433)
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
