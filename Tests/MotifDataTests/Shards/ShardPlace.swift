import Foundation
import MotifCore
import MotifTestSupport

@testable import MotifData

/// A folder with the files of a source, and the shards that are made of them.
final class ShardPlace {
  let path = TemporaryRoot.path + "/shards-\(UUID().uuidString)"
  let tokenizer: ByteLevelBPE

  init(vocabularySize: Int = 300) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
    var config = BPETrainer.Config()
    config.vocabularySize = vocabularySize
    tokenizer = try BPETrainer.train(
      config, on: [Document(text: Self.text(seed: 1, words: 3000), domain: "d")])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Words of a few letters, some of them not ASCII.
  static func text(seed: UInt64, words: Int) -> String {
    var random = CounterRandom(seed: seed, name: "shards")
    let letters = ["a", "e", "n", "s", "t", "한", "é", "1", "."]
    return (0..<words).map { _ in
      (0...random.integer(below: 5)).map { _ in letters[random.integer(below: letters.count)] }
        .joined()
    }.joined(separator: " ")
  }

  /// Writes `count` rows of JSON Lines to the file `name`, some without text.
  func writeRows(_ name: String, _ count: Int, seed: UInt64 = 7) throws {
    let rows = (0..<count).map { row in
      let text = row % 50 == 49 ? "" : Self.text(seed: seed + UInt64(row), words: 1 + row % 40)
      return "{\"n\": \(row), \"m\": {\"t\": \"\(text)\"}}\n"
    }
    let bytes = Array(rows.joined().utf8)
    try Data(name.hasSuffix(".gz") ? StoredGzip.bytes(of: bytes) : bytes)
      .write(to: URL(filePath: path + "/" + name))
  }

  func maker(
    _ name: String, _ format: DocumentFormat? = nil, out: String = "out", threads: Int = 2,
    seed: UInt64 = 3, tokenizer: ByteLevelBPE? = nil
  ) throws -> ShardMaker {
    let rows = DocumentFormat.jsonLines(try TextTemplate("{m.t}"))
    var maker = try ShardMaker(
      "\(path)/\(name)", format ?? rows, tokenizer ?? self.tokenizer, endOfText: nil,
      folder: "\(path)/\(out)", hashSeed: seed, threads: threads)
    (maker.chunkBytes, maker.shardBytes) = (2000, 9000)
    return maker
  }

  /// The names and contents of the files in the folder `out`, hidden ones aside.
  func files(_ out: String = "out") throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(out)")
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: URL(filePath: "\(path)/\(out)/\($0)")))
      })
  }

  /// The documents of the source `name` in memory.
  func documents(_ name: String) throws -> [Document] {
    try CorpusSource.jsonLines(path: "\(path)/\(name)", template: "{m.t}").documents(domain: "d")
  }
}
