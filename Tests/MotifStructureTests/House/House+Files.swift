/// A type lives in the file of its name, and files stay short and well named.
extension House {
  /// A concept of so many lines may live with its neighbour.
  static let neighbourLines = 20
  /// The lines that a file may have.
  static let fileLines = 300
  /// What no file is called, because it says nothing about what is in there.
  static let emptyNames = ["Utils", "Helpers", "Common", "Manager"]

  /// Types in the file of another name, and files that do not hold what their name says.
  func misplacedTypes() -> [String] {
    let ownTypes = Dictionary(grouping: files, by: \.target).mapValues { files in
      Set(files.flatMap(\.types).map(\.name))
    }
    return files.filter { $0.shortPath != "main.swift" }.flatMap { file -> [String] in
      let holdsSubject = file.types.contains { $0.name == file.subject }
      let strangers = file.types.filter {
        !$0.isPrivate && $0.name != file.subject
          && !(holdsSubject && $0.lineCount <= Self.neighbourLines)
      }
      let misplaced = strangers.map {
        "\(file.path): \($0.name) (lines \($0.lines.lowerBound) to \($0.lines.upperBound)) belongs in "
          + "\($0.name).swift"
      }
      guard misplaced.isEmpty, let complaint = missingSubject(file, ownTypes[file.target] ?? [])
      else { return misplaced }
      return [complaint]
    }
  }

  /// What a file lacks of what its name promises.
  ///
  /// `X.swift` without types declares an operation or kernel, as extension or function.
  /// `X+Aspect.swift` extends or declares X; where X is no type of the target but an operation, it
  /// stands beside `X.swift`.
  private func missingSubject(_ file: SourceFile, _ ownTypes: Set<String>) -> String? {
    let extended = file.extensions.flatMap { $0.name.split(separator: ".").map(String.init) }
    let holdsSubject =
      (extended + file.types.map(\.name)).contains(file.subject)
      || file.nestedNames.contains(file.subject)
    if file.aspect == nil {
      let isEmpty = file.declarations.allSatisfy { $0.kind == .module }
      return isEmpty ? "\(file.path) declares nothing" : nil
    }
    if holdsSubject { return nil }
    if ownTypes.contains(file.subject) { return "\(file.path) does not extend \(file.subject)" }
    let folder = file.path.prefix(upTo: file.path.lastIndex(of: "/") ?? file.path.startIndex)
    let neighbour = "\(folder)/\(file.subject).swift"
    return files.contains { $0.path == neighbour }
      ? nil : "\(file.path) neither extends \(file.subject) nor stands beside \(neighbour)"
  }

  /// Files that are too long, or have a name that says nothing.
  func unwieldyFiles() -> [String] {
    files.flatMap { file -> [String] in
      let length =
        file.lineCount > Self.fileLines
        ? ["\(file.path) has \(file.lineCount) lines; \(Self.fileLines) are allowed"] : []
      let name = file.subject + (file.aspect ?? "")
      return length
        + Self.emptyNames.filter { name.contains($0) }.map {
          "\(file.path): \($0) does not say what is in the file"
        }
    }
  }
}
