import Foundation
import MotifCore
import MotifConfig

/// The article that lists every config key, as the schema tells it.
enum ConfigArticle {
  /// The command that writes the article again.
  static let command = "MOTIF_WRITE_REFERENCE=1 swift test --filter ConfigArticleTests"

  /// The text of the article about `reference`.
  static func text(_ reference: ConfigReference) -> String {
    let keys = reference.entries.filter { !isRepeated($0, in: reference) }
    let sections = keys.filter { !$0.path.contains(".") }
    let (headed, plain) = (sections.filter(holdsKeys), sections.filter { !holdsKeys($0) })
    let parts = headed.map { section in
      let inside = keys.filter { $0.path.hasPrefix(section.path + ".") }
      return "## \(section.path)\n\n\(prose(section.field.documentation))\n\n" + list(inside)
    }
    return ([opening + list(plain)] + parts).joined(separator: "\n\n") + "\n"
  }

  private static let opening = """
    # Every config key

    What each key of a config means, what it takes, and its default.

    ## Overview

    `motif-train help KEY` tells the same of one key. `N` stands for the place or the name of an \
    element of a list. This article is made from the schema: `\(command)` writes it again.


    """

  /// Whether a key of a stage is that of the config itself.
  private static func isRepeated(
    _ entry: ConfigReference.Entry, in reference: ConfigReference
  ) -> Bool {
    guard entry.path.hasPrefix("stages.N.") else { return false }
    return !reference.entries(at: String(entry.path.dropFirst("stages.N.".count))).isEmpty
      && !["stages.N.kind", "stages.N.name"].contains(entry.path)
  }

  private static func holdsKeys(_ entry: ConfigReference.Entry) -> Bool {
    switch entry.field.type {
    case .section, .list(of: .section): true
    default: false
    }
  }

  private static func list(_ entries: [ConfigReference.Entry]) -> String {
    entries.map(line).joined(separator: "\n")
  }

  private static func line(_ entry: ConfigReference.Entry) -> String {
    var parts = ["- `\(entry.path)`: \(prose(entry.field.documentation))"]
    parts.append("Takes \(prose(entry.field.type.expectation)).")
    if !holdsKeys(entry), let standard = entry.standard?.line {
      parts.append("Default `\(standard)`.")
    }
    if !entry.conditions.isEmpty {
      parts.append("Only if \(prose(entry.conditions.joined(separator: " and "))).")
    }
    return parts.joined(separator: " ")
  }

  /// `text` with the signs escaped that Markdown would take for its own.
  private static func prose(_ text: String) -> String {
    String(text.flatMap { "\\`*_<>[]".contains($0) ? ["\\", $0] : [$0] })
  }
}
