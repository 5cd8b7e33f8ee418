internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifReport

/// The token shards that a run makes of large texts beside its folder, and trains from.
///
/// A text as documents and tokens stands in memory whole; shards are read in place. Both give the same
/// rows. The folder is that of `motif-train tokenize`, whose shards are used when they are there.
struct SourceCache {
  private let config: TrainConfig
  /// The places of the sources that are read from shards.
  let places: [Int]

  /// Texts below this size are never worth files of their own.
  private static let leastBytes = 64.0 * 1024 * 1024

  /// What `config` says is read from shards: with `data.cache` on `auto` large texts, where all texts
  /// together are more than an eighth of the `available` bytes of memory and the disk has room for them.
  ///
  /// Curation compares documents, so their text has to be there: nothing is read from shards then.
  init(_ config: TrainConfig, available: Int = ProcessMemory.available) {
    self.config = config
    let sources = config.data.sources.enumerated().filter {
      [.text, .jsonLines].contains($1.kind) && PathText.canNameFolder($1.name)
    }
    guard config.data.cache != .never, !config.data.curation.isActive else {
      places = []
      return
    }
    guard config.data.cache == .auto else {
      places = sources.map(\.offset)
      return
    }
    let sizes = sources.map { $1.corpus(seed: 0)?.leastMemory.kept ?? 0 }
    let size = sizes.reduce(0, +)
    // Tokens take about as many bytes as their text: what the disk cannot hold is refused for memory.
    let isTaken =
      size > Double(available) / 8 && size < Double(FileOperations.freeBytes(config.shardFolder))
    places = zip(sources, sizes).filter { isTaken && $1 >= Self.leastBytes }.map(\.0.offset)
  }

  /// Where the shards of the source at `place` lie.
  private func folder(_ place: Int) -> String {
    "\(config.shardFolder)/\(config.data.sources[place].name)"
  }

  /// The config whose large texts are sources of tokens, in shards that are made of `tokenizer` now where
  /// they are not there yet.
  ///
  /// Throws ``DataError`` or ``FileError`` for a text that cannot be read, and a folder that cannot be
  /// written or holds shards of something else.
  func made(_ tokenizer: ByteLevelBPE, output: ProgressOutput) throws -> TrainConfig {
    var changed = config
    for place in places {
      try config.data.sources[place].requireFile()
      _ = try SourceShards(config, place, tokenizer, in: folder(place)).make(output: output)
      changed.data.sources[place].kind = .tokens
      changed.data.sources[place].path = folder(place)
    }
    return changed
  }
}

extension TrainConfig {
  /// Where token shards of this run's sources lie, in a folder for each.
  package var shardFolder: String { "\(output)/\(name).tokens" }
}
