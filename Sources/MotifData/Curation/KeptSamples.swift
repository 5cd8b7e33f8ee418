internal import Foundation
package import MotifCore

/// Which samples of each source a stage was begun with, kept in its folder: a run that is continued takes
/// the same, whatever became of the model that chose them.
package struct KeptSamples: Codable, Equatable {
  /// Those of one source.
  package struct Source: Codable, Equatable {
    /// The source.
    package let name: String
    /// How many there were.
    package let samples: Int
    /// The numbers of those that are kept, from 0, ascending.
    package let kept: [Int]

    /// The samples numbered `kept` of the source `name`, which had `samples`.
    package init(name: String, samples: Int, kept: [Int]) {
      (self.name, self.samples, self.kept) = (name, samples, kept)
    }
  }

  /// The sources in their order.
  package let sources: [Source]

  /// The selection from `sources`.
  package init(sources: [Source]) { self.sources = sources }

  private static func path(in folder: String) -> String { folder + "/selection.json" }

  /// What stands in the run folder `folder`; nil where nothing was selected yet.
  ///
  /// Throws ``FileError`` when it is damaged.
  package static func read(in folder: String) throws(FileError) -> KeptSamples? {
    let path = path(in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try FileOperations.system.read(path)
    guard let found = try? JSONDecoder().decode(Self.self, from: data),
      found.sources.allSatisfy({ source in
        source.kept.allSatisfy { $0 >= 0 && $0 < source.samples }
          && zip(source.kept, source.kept.dropFirst()).allSatisfy { $0 < $1 }
      })
    else { throw FileError(path: path, reason: "is damaged; remove it to select once more") }
    return found
  }

  /// Keeps it in the run folder `folder`.
  package func write(in folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(self)
    try DurableFile.replace(Self.path(in: folder)) { file throws(FileError) in
      try file.append(String(decoding: data, as: UTF8.self))
    }
  }

  /// Throws ``FileError`` when the sources named with so many samples are not those of the selection.
  package func require(_ counts: [(name: String, samples: Int)], in folder: String)
    throws(FileError)
  {
    guard counts.count == sources.count,
      zip(counts, sources).allSatisfy({ $0.name == $1.name && $0.samples == $1.samples })
    else {
      throw FileError(
        path: Self.path(in: folder),
        reason:
          "was made of other conversations than the sources hold now; restore them, or begin a "
          + "new run")
    }
  }
}
