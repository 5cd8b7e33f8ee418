public import Foundation

/// Public evaluation and training files, which lie outside the package.
///
/// The folder is what the environment variable `MOTIF_DATA` names, else `data` beside the golden files,
/// else `shared/data` beside the repository. It holds `eval` and `train`.
public enum PublicData {
  /// The folder; nil where there is none.
  public static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["MOTIF_DATA"].map { URL(fileURLWithPath: $0) }
    let parents = [Fixtures.folder, Repository.root].map { $0.deletingLastPathComponent() }
    let places = [
      named, parents[0].appendingPathComponent("data"),
      parents[1].appendingPathComponent("shared/data"),
    ]
    return places.compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("eval").path)
    }
  }()

  /// Why tests that read them are skipped.
  public static let reason =
    "the public data files lie outside the package; MOTIF_DATA names their folder"

  /// The path of `name`, such as `eval/humaneval.jsonl`; empty where the folder is absent.
  public static func path(_ name: String) -> String {
    folder?.appendingPathComponent(name).path ?? ""
  }
}
