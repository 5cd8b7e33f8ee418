internal import Foundation
internal import MotifCore
internal import MotifData
package import MotifReport
package import MotifTrainer

/// `motif-train tokenize`: writes the token shards of a config's sources.
package struct TokenizeRun {
  /// What was written.
  package struct Result: Encodable, Sendable {
    /// The shards of one source.
    package struct Source: Encodable, Sendable {
      package let name, folder: String
      package let shards, documents, tokens, textBytes: Int
      /// Rows that gave no document, in words; nil for none.
      package let passedOver: String?
    }

    package let folder: String
    package let tokenizer: String
    package let sources: [Source]
    /// Sources that have no text in files.
    package let leftOut: [String]
  }

  private let resolved: ResolvedConfig
  private let folder: String
  private let output: ProgressOutput

  private var config: TrainConfig { resolved.config }

  /// The shards of the sources of `resolved` in `folder`, beside the run's folder where it is empty;
  /// progress goes to `output`.
  package init(_ resolved: ResolvedConfig, folder: String, output: ProgressOutput) {
    self.resolved = resolved
    self.folder = folder.isEmpty ? resolved.config.shardFolder : folder
    self.output = output
  }

  /// Makes or completes all shards.
  ///
  /// Throws ``DataError`` or ``FileError`` for a source that cannot be read, and for a folder that
  /// cannot be written or holds something else.
  package func run() throws -> Result {
    let places = config.data.sources.indices.filter {
      [.text, .jsonLines].contains(config.data.sources[$0].kind)
    }
    let texts = places.map { config.data.sources[$0] }
    guard !texts.isEmpty else {
      throw UsageError("the config has no source of text or JSON lines to tokenize")
    }
    for source in texts where !PathText.canNameFolder(source.name) {
      throw UsageError("the source \(source.name) cannot be tokenized: its name names a folder")
    }
    try FileOperations.system.requireWritable(folder)
    let tokenizer = try SourceTokenizer.of(resolved, output: output)
    let sources = try places.map { try make($0, tokenizer) }
    // Last: shards that were there already refused another tokenizer.
    let path = folder + "/tokenizer.json"
    try DurableFile.replace(path) { file throws(FileError) in
      try file.append(TokenizerFile.json(tokenizer))
    }
    return Result(
      folder: folder, tokenizer: path, sources: sources,
      leftOut: config.data.sources.map(\.name).filter { name in
        !texts.contains { $0.name == name }
      })
  }

  private func make(_ place: Int, _ tokenizer: ByteLevelBPE) throws -> Result.Source {
    let name = config.data.sources[place].name
    let shards = try SourceShards(config, place, tokenizer, in: "\(folder)/\(name)")
      .make(output: output)
    return Result.Source(
      name: name, folder: "\(folder)/\(name)", shards: shards.count,
      documents: shards.documentCount, tokens: shards.tokenCount, textBytes: shards.textBytes,
      passedOver: shards.passedOver.text)
  }
}

extension TokenizeRun.Result {
  /// The result for a terminal.
  package var text: String {
    let lines = sources.map { source in
      "\(source.folder): \(NumberText.grouped(source.documents)) documents, "
        + "\(NumberText.grouped(source.tokens)) tokens of \(ByteText.short(source.textBytes)) text in "
        + (source.shards == 1 ? "1 shard" : "\(source.shards) shards")
        + (source.passedOver.map { "; passed over " + $0 } ?? "")
    }
    let left =
      leftOut.isEmpty
      ? [] : ["left out, as they have no text in files: " + leftOut.joined(separator: ", ")]
    let first = sources[0]
    return
      (lines + left + [
        "Read them with {\"name\": \(JSONNode.quoted(first.name)), \"kind\": \"tokens\", \"path\": "
          + "\(JSONNode.quoted(first.folder))} and tokenizer.path \(tokenizer)"
      ]).joined(separator: "\n")
  }
}

extension CommandRun {
  /// Tokenizes the sources of a config.
  func tokenize(_ arguments: Command.TokenizeArguments) throws {
    let resolved = try ConfigLoader.load(path: arguments.config, overrides: arguments.overrides)
    let run = TokenizeRun(resolved, folder: arguments.output, output: .standardError)
    let result = try signals.leavingAtOnce(
      .interrupted, "stopped; the same command goes on with what is there", run.run)
    try output.write(result, text: result.text)
  }
}
