/// The annotated tree of the README is the tree there is.
///
/// The tree is the fenced block whose first line is `Sources/`. A line that starts with `Name/`
/// names a folder: a target where it is indented by two spaces, a folder of the top where it is not
/// indented at all. A `Name/` that stands between spaces anywhere else behind a target's name, on
/// its line or on the lines below that are indented further, names a room of that target.
extension House {
  /// Folders that the tree names and nobody has, and targets and rooms that it leaves out.
  func treeDifferences() -> [String] {
    guard let tree = readmeTree else {
      return ["README.md has no fenced block that starts with the line Sources/"]
    }
    let missing = tree.filter { !folders.contains($0) }.map {
      "README.md names the folder \($0), which does not exist"
    }
    let actual = targets.flatMap { target in
      ["Sources/\(target)"]
        + rooms(in: target).filter { $0 != "." }.map { "Sources/\(target)/\($0)" }
    }
    return missing
      + actual.filter { !tree.contains($0) }.map { "README.md leaves out the folder \($0)" }
  }

  /// The folders that the tree names in its order; nil without a tree.
  private var readmeTree: [String]? {
    let lines = (documents["README.md"] ?? "").split(
      separator: "\n", omittingEmptySubsequences: false)
    let start = lines.indices.dropLast().first {
      lines[$0].hasPrefix("```") && lines[$0 + 1] == "Sources/"
    }
    guard let start else { return nil }
    var folders: [String] = []
    var target: String?
    for line in lines[(start + 1)...].prefix(while: { !$0.hasPrefix("```") }) {
      let indentation = line.prefix { $0 == " " }.count
      var names = line.split(separator: " ").map(String.init)
      if indentation <= 2, let first = names.first, let name = folderName(first) {
        target = indentation == 2 ? name : nil
        folders.append(indentation == 2 ? "Sources/\(name)" : name)
        names.removeFirst()
      }
      if let target { folders += names.compactMap(folderName).map { "Sources/\(target)/\($0)" } }
    }
    return folders
  }

  /// `Name` of `Name/`; nil for anything else.
  private func folderName(_ word: String) -> String? {
    let name = word.dropLast()
    let isName = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
    return word.hasSuffix("/") && !name.isEmpty && isName ? String(name) : nil
  }
}
