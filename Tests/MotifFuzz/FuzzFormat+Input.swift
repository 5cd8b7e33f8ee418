import Foundation
import MotifCore
import MotifData

extension FuzzFormat {
  /// Bytes written as hexadecimal digits.
  private static func bytes(_ digits: String) -> [UInt8] {
    let digits = Array(digits.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }

  /// Reads all of a file piece by piece, as a source is read.
  private static func readPieces(_ path: String) throws {
    let file = try InputFile(path)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { piece.deallocate() }
    while try file.read(into: piece) == piece.count {}
  }

  /// Members of gzip: dynamic codes, fixed ones, every part of a header.
  static let gzip = FuzzFormat(
    "gzip", file: "case.gz",
    bytes: [
      "1f8b0800000000000203f3cf4b552829cf5728c9284a4dd551c847e6ea71b9e5971629a4c1083d2eff41a31a000b333c98b8000000",
      "1f8b08000000000004034b4c4a56484c4ae60200222e274c08000000",
      "1f8b081c0000000000030400616200006e616d6500776879004b4c4a56484c4ae60200222e274c08000000000000",
    ].map(bytes), read: readPieces)

  /// Frames of Zstandard, a skippable one among them.
  static let zstandard = FuzzFormat(
    "zstandard", file: "case.zst",
    bytes: [
      "28b52ffd0468350100d04f6e652074776f2074687265652c206f2e0a466f757220662e0a030087a828462138e1e612d9088683",
      "28b52ffd0058410000616263206162630a502a4d180300000061626328b52ffd240001000099e9d851",
    ].map(bytes), read: readPieces)

  /// A shard of tokens; what opens must give every token.
  static let tokenShard = FuzzFormat(
    "token-shard", file: "shards/tokens-00000.shard", bytes: shards
  ) { path in
    let shards = try TokenShards((path as NSString).deletingLastPathComponent, threads: 0)
    let split = TrainValidationSplit(validationFraction: 0.3, seed: 2)
    let corpora = try shards.corpora(domain: "a", split)
    let count = [corpora.train, corpora.validation].reduce(0) { sum, corpus in
      sum + (corpus?.tokens.reduce(0) { count, _ in count + 1 } ?? 0)
    }
    precondition(count == shards.tokenCount, "a shard with tokens of nobody")
  }

  /// The shard of a few lines.
  private static let shards: [[UInt8]] = {
    let folder = NSTemporaryDirectory() + "motif-fuzz-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      try FileOperations.system.makeFolder(folder)
      let text = folder + "/text.txt"
      try Data("one\ntwo\nthree four\n".utf8).write(to: URL(filePath: text))
      var config = BPETrainer.Config()
      config.vocabularySize = 262
      let tokenizer = try BPETrainer.train(config, on: [Document(text: "one one two", domain: "a")])
      let maker = try ShardMaker(
        text, .text(.lines), tokenizer, endOfText: nil, folder: folder + "/shards", hashSeed: 2,
        threads: 0)
      _ = try maker.make()
      return [[UInt8](try Data(contentsOf: URL(filePath: folder + "/shards/tokens-00000.shard")))]
    } catch {
      preconditionFailure("the seed shard cannot be made: \(error)")
    }
  }()
}
