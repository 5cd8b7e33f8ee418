internal import Foundation
package import MotifCore
package import MotifData

extension SourceSettings {
  /// How an object becomes text, whichever key says it (`jsonLines`).
  var usedTemplate: String { field.isEmpty ? template : "{\(field)}" }

  /// What is wrong with how an object becomes text; nil for nothing.
  var templateProblem: String? {
    do throws(DataError) { _ = try TextTemplate(usedTemplate) } catch { return "\(error)" }
    return nil
  }

  /// Where the documents come from, those of a generator by `seed`; nil for conversations.
  package func corpus(seed: UInt64) -> CorpusSource? {
    switch kind {
    case .conversations, .tasks: return nil
    case .synthetic:
      return .synthetic(domain: family.rawValue, documents: documents, seed: seed)
    case .jsonLines: return .jsonLines(path: path, template: usedTemplate, onBadRow: onBadRow)
    case .tokens: return .tokens(path: path)
    case .text:
      let cut: TextSplit =
        switch split.kind {
        case .paragraphs: .paragraphs(bytes: split.bytes)
        case .lines: .lines
        case .separator: .separator(split.separator)
        case .wholeFile: .wholeFile
        }
      return .text(path: path, split: cut)
    }
  }

  /// Says what to do about a path that leads nowhere.
  package func requireFile() throws(FileError) {
    guard !kind.isGenerated, !FilePattern(path).leadsSomewhere else { return }
    let remedy =
      PathText.isAbsolute(path)
      ? "if it was moved, set data.sources.\(name).path to its new place"
      : "relative paths start from the folder in which the program runs, "
        + FileManager.default.currentDirectoryPath
    throw FileError(path: path, reason: "does not exist; " + remedy)
  }

  /// Both sides of `documents`; an error names the source's file, where it has one.
  package func halves(
    of documents: [Document], _ split: TrainValidationSplit
  ) throws -> (train: [Document], validation: [Document]) {
    do { return try split.apply(to: documents) } catch {
      guard kind != .synthetic else { throw error }
      throw FileError(path: path, reason: "\(error)")
    }
  }
}
