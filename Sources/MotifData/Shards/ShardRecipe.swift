internal import Foundation
internal import MotifCore

/// Everything that the shards of a source depend on: the same recipe gives the same bytes.
struct ShardRecipe: Codable, Sendable {
  /// A file of the source.
  struct File: Codable, Sendable, Equatable {
    let path: String
    let byteCount: Int
    let sha256: String
  }

  let version: UInt32
  let settings: String
  let files: [File]
  let tokenizer: String
  let endToken: Int32
  let hashSeed: UInt64
  /// Sizes of a chunk and of a shard, in bytes of text.
  let chunkBytes, shardBytes: Int

  /// The SHA-256 of all this; where the files lie does not matter.
  var sha256: String {
    let moved = ShardRecipe(
      version: version, settings: settings,
      files: files.map { File(path: "", byteCount: $0.byteCount, sha256: $0.sha256) },
      tokenizer: tokenizer, endToken: endToken, hashSeed: hashSeed, chunkBytes: chunkBytes,
      shardBytes: shardBytes)
    return TokenShardTrailer.digest(Self.json(moved)[...])
  }

  /// `value` as JSON, the same bytes for the same values.
  static func json(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("texts and whole numbers are always JSON")
    }
    return [UInt8](data)
  }
}
