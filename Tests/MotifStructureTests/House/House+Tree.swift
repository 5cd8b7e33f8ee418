/// The annotated trees of the documents are the tree there is.
///
/// A tree is the fenced block whose first line is `Sources/`. A line that starts with `Name/` names a
/// folder: a target where it is indented by two spaces, a folder of the top where it is not indented
/// at all. A `Name/` that stands between spaces anywhere else behind a target's name, on its line or
/// on the lines below that are indented further, names a room of that target.
///
/// The README's tree has a line a target; that of the tour has the rooms as well.
extension House {
  /// The article with the whole tree.
  static let tour = "Sources/MotifTrainer/MotifTrainer.docc/TourOfTheHouse.md"
  /// The document with the tree of targets.
  static let frontDoor = "README.md"

  /// Folders that the trees name and nobody has, targets that they leave out, and rooms that the
  /// tour's leaves out.
  func treeDifferences() -> [String] {
    let targetFolders = targets.map { "Sources/\($0)" }
    let whole = targets.flatMap { target in
      ["Sources/\(target)"]
        + rooms(in: target).filter { $0 != "." }.map { "Sources/\(target)/\($0)" }
    }
    return differences(in: Self.frontDoor, from: targetFolders)
      + differences(in: Self.tour, from: whole)
  }

  private func differences(in document: String, from wanted: [String]) -> [String] {
    guard let tree = tree(in: document) else {
      return ["\(document) has no fenced block that starts with the line Sources/"]
    }
    let missing = tree.filter { !folders.contains($0) }.map {
      "\(document) names the folder \($0), which does not exist"
    }
    return missing
      + wanted.filter { !tree.contains($0) }.map { "\(document) leaves out the folder \($0)" }
  }

  /// The folders that the tree of a document names in its order; nil without a tree.
  private func tree(in document: String) -> [String]? {
    let lines = (documents[document] ?? "").split(
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
