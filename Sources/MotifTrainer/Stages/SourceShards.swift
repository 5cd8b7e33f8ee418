internal import Foundation
internal import MotifCore
package import MotifData
package import MotifReport

/// The token shards of one source of text.
package struct SourceShards {
  private let maker: ShardMaker
  private let name: String

  /// Those of the source at `place` in `config`, with the words of `tokenizer`, in `folder`.
  ///
  /// Precondition: it is a source of text or JSON lines. Throws ``DataError`` when the tokenizer has no
  /// token to end documents with.
  package init(
    _ config: TrainConfig, _ place: Int, _ tokenizer: ByteLevelBPE, in folder: String
  ) throws {
    let source = config.data.sources[place]
    let seed = UInt64(config.seed)
    guard let (path, format) = try source.corpus(seed: seed)?.files() else {
      preconditionFailure("\(source.name) has no text")
    }
    name = source.name
    let endOfText = config.tokenizer.endOfText
    maker = try ShardMaker(
      path, format, tokenizer, endOfText: endOfText.isEmpty ? nil : endOfText, folder: folder,
      hashSeed: seed,
      threads: config.threads > 0 ? config.threads : ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Makes what is missing of them, telling how far it is, and opens all.
  ///
  /// Throws ``FileError`` for a file or row that cannot be read, and a folder that cannot be written or
  /// holds shards of something else.
  package func make(output: ProgressOutput) throws -> TokenShards {
    let progress = ProgressLine("tokenizing \(name)", unit: "MiB", output: output)
    let shards = try maker.make { state in
      let share = 100 * state.bytesRead / max(1, state.byteCount)
      progress.update(state.bytesRead >> 20, work: state.tokens, [.text("\(share) %")])
    }
    progress.finish(
      "\(NumberText.grouped(shards.documentCount)) documents, "
        + "\(NumberText.grouped(shards.tokenCount)) tokens")
    return shards
  }
}
