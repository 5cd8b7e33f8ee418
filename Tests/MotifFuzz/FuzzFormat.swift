import Foundation

/// A file format, valid examples of it, and the readers that must survive any bytes in its place.
struct FuzzFormat: Sendable {
  /// What the command line calls it.
  let name: String
  /// The file's path inside the scratch folder.
  let file: String
  /// Valid files; every case grows from one of them.
  let seeds: [[UInt8]]
  /// What stands beside the file, such as the shards of an index.
  let prepare: @Sendable (_ folder: String) throws -> Void
  /// Hands the file at `path` to its readers.
  ///
  /// They may throw; they may not trap, hang or take memory out of proportion to the file.
  let read: @Sendable (_ path: String) throws -> Void

  init(
    _ name: String, file: String, seeds: [String],
    prepare: @escaping @Sendable (String) throws -> Void = { _ in },
    read: @escaping @Sendable (String) throws -> Void
  ) {
    self.init(name, file: file, bytes: seeds.map { Array($0.utf8) }, prepare: prepare, read: read)
  }

  init(
    _ name: String, file: String, bytes: [[UInt8]],
    prepare: @escaping @Sendable (String) throws -> Void = { _ in },
    read: @escaping @Sendable (String) throws -> Void
  ) {
    self.name = name
    self.file = file
    self.seeds = bytes
    self.prepare = prepare
    self.read = read
  }

  /// Every format that a run reads.
  static let all = [
    config, arguments, modelConfig, safetensors, shardIndex, tokenizer, jsonLines, text, gzip,
    zstandard, tokenShard, conversations, chatTemplate, instructions, task, questions, manifest,
    state, metrics, selection, accounts, inside,
  ]

  /// The format `name`, planted ones included; nil when there is none.
  static func named(_ name: String) -> FuzzFormat? { (all + planted).first { $0.name == name } }
}

/// A format in a scratch folder of its own, ready to take cases.
struct FuzzBench {
  let format: FuzzFormat
  private let path: String

  init(_ format: FuzzFormat, folder: String) throws {
    self.format = format
    path = folder + "/" + format.file
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try format.prepare(folder)
    // A seed that its readers refuse would leave everything behind the refusal untested.
    for seed in format.seeds { try read(seed) }
  }

  /// Lets the readers see `bytes`; what they throw is their good right.
  func feed(_ bytes: [UInt8]) { try? read(bytes) }

  private func read(_ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    precondition(descriptor >= 0 && written == bytes.count, "the scratch file cannot be written")
    close(descriptor)
    try format.read(path)
  }
}
