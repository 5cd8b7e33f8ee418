internal import Foundation
internal import MotifCore

/// Where the tokens of a shard come from and how they were made.
struct ShardProvenance: Codable, Sendable, Equatable {
  /// The SHA-256 of the whole recipe: shards of one source have the same.
  let recipe: String
  /// What was done to the files: kind of source, cut or template.
  let settings: String
  /// The files that this shard's text comes from, as they lay on the disk.
  let files: [ShardRecipe.File]
  /// The number of this shard among those of its source, from 0.
  let number: Int
  /// Where its text begins, and where the next shard's does.
  let start, end: SourcePlace
  /// Whether the source ends with it.
  let isLast: Bool
  /// Rows that gave no document.
  let passedOver: PassedRows
  /// The seed of the hashes of the documents' texts.
  let hashSeed: UInt64

  /// The provenance as JSON, the same bytes for the same values.
  func json() -> [UInt8] { ShardRecipe.json(self) }

  /// Reads the JSON `bytes` of the shard at `path`.
  static func read(_ bytes: [UInt8], path: String) throws(FileError) -> ShardProvenance {
    do { return try JSONDecoder().decode(ShardProvenance.self, from: Data(bytes)) } catch {
      throw FileError(path: path, reason: "is damaged: its provenance cannot be read")
    }
  }
}
