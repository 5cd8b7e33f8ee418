import Foundation
import MotifCore
import MotifTestSupport
import Synchronization
import Testing

@testable import MotifData

/// Shards hold the tokens of their source, the same bytes for any number of threads and after any end.
@Suite struct ShardMakerTests {
  private func expectTokens(_ shards: TokenShards, _ place: ShardPlace, _ source: String) throws {
    let documents = try place.documents(source)
    #expect(shards.documentCount == documents.count)
    let end = try place.tokenizer.documentEnd(named: nil)
    for (index, document) in documents.enumerated() {
      let tokens = place.tokenizer.encode(document.text, parsingSpecialTokens: false) + [end]
      #expect(try shards.document(index) == tokens)
    }
    #expect(shards.textBytes == documents.reduce(0) { $0 + $1.text.utf8.count })
  }

  @Test func shardsHoldTheTokensOfTheSource() throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", 700)
    let shards = try place.maker("rows.jsonl").make()
    #expect(shards.count > 5)
    try expectTokens(shards, place, "rows.jsonl")
    #expect(shards.passedOver.text == "14 rows without text, the first in line 50")
    #expect(shards.shards.allSatisfy { $0.header.width == 2 })
    #expect(try place.files().keys.allSatisfy { $0.hasSuffix(".shard") })
    let last = try #require(shards.shards.last?.provenance)
    #expect(
      last.files.map(\.byteCount) == [try FileOperations.system.byteCount(last.files[0].path)])
    #expect(last.isLast && last.number == shards.count - 1 && last.settings.contains("{m.t}"))
  }

  @Test func aSourceOfManyFilesIsOne() throws {
    let place = try ShardPlace()
    for name in ["b.jsonl.gz", "a.jsonl", "c.jsonl"] { try place.writeRows(name, 150) }
    try Data().write(to: URL(filePath: place.path + "/d.jsonl"))
    let shards = try place.maker("?.jsonl*").make()
    try expectTokens(shards, place, "?.jsonl*")
    let files = Set(shards.shards.flatMap { $0.provenance.files.map(\.path) })
    #expect(files.contains(place.path + "/b.jsonl.gz"))
    let first = shards.shards[0].provenance.files
    #expect(first.map(\.path) == [place.path + "/a.jsonl"])
  }

  @Test func bytesDoNotDependOnThreads() throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl.gz", 600)
    try place.writeRows("rows.jsonl", 600)
    _ = try place.maker("rows.jsonl", out: "one", threads: 1).make()
    let one = try place.files("one")
    #expect(one.count > 4)
    for threads in [0, 2, 3, 7] {
      _ = try place.maker("rows.jsonl", out: "\(threads)", threads: threads).make()
      #expect(try place.files("\(threads)") == one)
    }
    // Every cut and every kind of text.
    for split in [TextSplit.lines, .paragraphs(bytes: 300), .separator("}\n{"), .wholeFile] {
      for threads in [1, 4] {
        _ = try place.maker("rows.jsonl", .text(split), out: "t\(threads)", threads: threads).make()
      }
      #expect(try place.files("t1") == place.files("t4"))
      for out in ["t1", "t4"] { try FileOperations.system.remove("\(place.path)/\(out)") }
    }
  }

  @Test func wideVocabulariesTakeFourBytes() throws {
    let place = try ShardPlace()
    let header = TokenShardHeader(place.tokenizer, endToken: 256)
    let wide = try TokenShardHeader(
      header.bytes.enumerated().map { $0 == 12 ? 4 : $0 == 18 ? 2 : $1 }, path: "a")
    #expect(wide.width == 4 && wide.vocabularySize == header.vocabularySize + 1 << 17)
    let tokens: [Int32] = [0, 1, 65_535, 65_536, 131_000]
    #expect(wide.bytes(of: tokens).count == 20)
    #expect(header.bytes(of: [1, 258]) == [1, 0, 2, 1])
  }

  /// The program ends at every operation in turn; the next call keeps what is whole and does the rest.
  @Test(arguments: [FaultyDisk.Fault.error, .crash, .lostData, .lostNames])
  func anyEndIsContinuedToTheSameBytes(fault: FaultyDisk.Fault) throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", 200)
    _ = try place.maker("rows.jsonl", out: "whole").make()
    let whole = try place.files("whole")
    #expect(whole.count >= 3)
    var keptSome = false
    for failing in 0..<1000 {
      let disk = FaultyDisk(failing: failing, fault)
      var maker = try place.maker("rows.jsonl", out: "out-\(failing)")
      maker.operations = disk.operations
      let ended = Result { try maker.make() }
      disk.end()
      let left = (try? place.files("out-\(failing)")) ?? [:]
      for (name, data) in left where name.hasSuffix(".shard") && fault != .lostData {
        #expect(whole[name] == data || data.isEmpty, "\(failing)")
      }
      maker.operations = .system
      _ = try maker.make()
      #expect(try place.files("out-\(failing)") == whole, "\(failing)")
      keptSome = keptSome || left.keys.contains { $0 == ShardMaker.name(1) }
      try FileOperations.system.remove("\(place.path)/out-\(failing)")
      if case .success = ended { break }
    }
    #expect(keptSome)
  }

  @Test func finishedShardsAreKeptAndReadOnce() throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", 300)
    _ = try place.maker("rows.jsonl").make()
    let before = try place.files()
    // A shard that was damaged is made once more, with those behind it kept.
    let name = place.path + "/out/" + ShardMaker.name(1)
    var bytes = try Data(contentsOf: URL(filePath: name))
    bytes[120] ^= 1
    try bytes.write(to: URL(filePath: name))
    let progress = Mutex<[ShardMaker.Progress]>([])
    _ = try place.maker("rows.jsonl").make { state in progress.withLock { $0.append(state) } }
    #expect(try place.files() == before)
    let states = progress.withLock { $0 }
    #expect(states.first?.tokens ?? 0 > 0 && states.count > 2)
    #expect(zip(states, states.dropFirst()).allSatisfy { $0.tokens <= $1.tokens })
    #expect(states.last?.bytesRead == states.last?.byteCount)
  }

  @Test func otherSourcesAndSettingsAreRefused() throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", 60)
    _ = try place.maker("rows.jsonl").make()
    func expectRefusal(_ maker: ShardMaker) {
      let error = #expect(throws: FileError.self) { try maker.make() }
      #expect(error?.path == place.path + "/out/" + ShardMaker.name(0))
      #expect(error?.reason.hasPrefix("was made of other files") == true)
    }
    expectRefusal(try place.maker("rows.jsonl", seed: 4))
    expectRefusal(try place.maker("rows.jsonl", .text(.lines)))
    expectRefusal(
      try place.maker("rows.jsonl", tokenizer: ShardPlace(vocabularySize: 290).tokenizer))
    try place.writeRows("rows.jsonl", 60, seed: 8)
    expectRefusal(try place.maker("rows.jsonl"))
    // The same files elsewhere are the same.
    try place.writeRows("moved.jsonl", 60)
    _ = try place.maker("moved.jsonl").make()
  }

  @Test func whatCannotBeReadLeavesNoShard() throws {
    let place = try ShardPlace()
    try place.writeRows("rows.jsonl", 5)
    for (name, content, expected) in [
      ("bad.jsonl", "{\"m\": {\"t\": 1}}\n{\"m\": 2}\n", ":2: has no field \"m.t\""),
      ("empty.jsonl", "\n\n", ": holds no document"),
      ("blank.jsonl", "{\"m\": {\"t\": \"\"}}", "1 row without text, in line 1"),
    ] {
      try Data(content.utf8).write(to: URL(filePath: "\(place.path)/\(name)"))
      let error = #expect(throws: FileError.self) { try place.maker(name, out: name + ".d").make() }
      #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    }
    #expect(try place.files("bad.jsonl.d").isEmpty)
    let error = #expect(throws: FileError.self) { try place.maker("none-*.jsonl").make() }
    #expect(error?.reason.hasPrefix("no file matches") == true)
  }
}
