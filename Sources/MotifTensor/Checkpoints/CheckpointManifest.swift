internal import Foundation
package import MotifCore

/// The file `manifest.json`, written last: which files a checkpoint has, and where its tensors lie.
///
/// Version 3 ends with the SHA-256 hash of all before it, and says whether the checkpoint was due.
/// Since version 2 it names every tensor of model and optimizer with its global shape and the shards
/// that hold it, so that what was saved by any number of ranks can be read by any other. Version 1
/// knew the files alone; both are still read, see ``CheckpointTensors``.
package struct CheckpointManifest: Equatable {
  /// What a file must be.
  package struct File: Decodable, Equatable, Sendable {
    /// Its size.
    package let bytes: Int
    /// Its hash in hexadecimal.
    package let sha256: String

    /// A file of that size and hash.
    package init(bytes: Int, sha256: String) { (self.bytes, self.sha256) = (bytes, sha256) }
  }

  /// Who wrote the checkpoint.
  package struct Mesh: Decodable, Equatable, Sendable {
    /// The number of ranks.
    package var ranks = 1

    /// One rank.
    package init() {}
  }

  /// How much of a manifest is read.
  package enum Reading: Sendable {
    /// All of it.
    case all
    /// All but the tensors, which are by far the most.
    case filesAlone
  }

  static let fileName = "manifest.json"
  /// The versions that are read; the last one is written.
  static let versions = 1...3

  /// The form of the file.
  package var version = Self.versions.upperBound
  /// Steps taken.
  package let step: Int
  /// Tokens read; nil where nothing was said of them, as in version 1.
  package let tokens: Int?
  /// The validation score of the step, lower is better.
  package let score: Double?
  /// Whether a checkpoint was due at this step, rather than asked for by a signal; so it is held to be
  /// in versions that do not say it.
  package let isScheduled: Bool
  /// The ranks that wrote it.
  package var mesh = Mesh()
  /// The files by name.
  package let files: [String: File]
  /// The tensors by name; none where they were not read, or in version 1.
  package var tensors: [String: TensorEntry] = [:]

  /// A manifest of the present version; a score that is not finite is none.
  package init(
    step: Int, tokens: Int? = nil, score: Double? = nil, isScheduled: Bool = true,
    files: [String: File], tensors: [String: TensorEntry] = [:]
  ) {
    self.step = step
    self.tokens = tokens
    self.isScheduled = isScheduled
    self.score = score.flatMap { $0.isFinite ? $0 : nil }
    self.files = files
    self.tensors = tensors
  }

  /// Reads and checks a manifest: its hash of itself is right, it names files of its own folder, and
  /// the shards of every tensor lie in them and hold each element exactly once.
  ///
  /// Cost: O(length of the file), of which the tensors take nearly all; for a tensor of n shards O(n²)
  /// at worst.
  package init(
    path: String, reading: Reading = .all, operations: FileOperations = .system
  ) throws(FileError) {
    let data = try operations.read(path)
    let seal = ManifestSeal(of: data)
    guard seal != .broken else {
      throw FileError(
        path: path, reason: "its content is damaged: the SHA-256 at its end is of another text")
    }
    do {
      self = try JSONDecoder().decode(
        CheckpointManifest.self, from: data, configuration: reading)
    } catch let error as UnknownVersion {
      throw FileError(
        path: path,
        reason: "has version \(error.version), this program reads \(Self.versions.lowerBound) to "
          + "\(Self.versions.upperBound)")
    } catch {
      throw FileError(path: path, reason: "is not a checkpoint manifest")
    }
    guard version < ManifestSeal.firstVersion || seal == .whole else {
      throw FileError(
        path: path, reason: "its content is damaged: it does not end with a SHA-256 of itself")
    }
    guard !files.isEmpty, files.keys.allSatisfy(Self.isPlainName) else {
      throw FileError(path: path, reason: "names no file, or one outside its folder")
    }
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      if let flaw = tensor.flaw(in: files) {
        throw FileError(path: path, reason: "tensor \(name): \(flaw)")
      }
    }
  }

  /// Whether `name` stays inside the folder it is put in.
  static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name != fileName
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }
}

extension CheckpointManifest: DecodableWithConfiguration {
  private struct UnknownVersion: Error {
    let version: Int
  }

  private enum CodingKeys: String, CodingKey {
    case version, step, tokens, score, scheduled, mesh, files, tensors
  }

  /// A version must have all that it added; nothing of it is looked for in those before.
  package init(from decoder: any Decoder, configuration reading: Reading) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    version = try values.decode(Int.self, forKey: .version)
    guard Self.versions ~= version else { throw UnknownVersion(version: version) }
    step = try values.decode(Int.self, forKey: .step)
    score = try values.decodeIfPresent(Double.self, forKey: .score)
    files = try values.decode([String: File].self, forKey: .files)
    isScheduled = version > 2 ? try values.decode(Bool.self, forKey: .scheduled) : true
    guard version > 1 else {
      tokens = nil
      return
    }
    tokens = try values.decodeIfPresent(Int.self, forKey: .tokens)
    mesh = try values.decode(Mesh.self, forKey: .mesh)
    if reading == .all {
      tensors = try values.decode([String: TensorEntry].self, forKey: .tensors)
    }
  }
}
