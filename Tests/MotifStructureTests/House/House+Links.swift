/// Every relative link of a document leads to a file or folder of the house.
///
/// A link is what stands between `](` and `)` outside of fenced blocks and code voice. Links with a
/// scheme, such as `https:` and `doc:`, and places of the same document lead elsewhere.
extension House {
  /// One sentence for each link that leads nowhere.
  func brokenLinks() -> [String] {
    documents.keys.filter { $0.hasSuffix(".md") }.sorted().flatMap { document -> [String] in
      let folder = document.split(separator: "/").dropLast()
      return Self.links(in: documents[document] ?? "").compactMap { link in
        guard let path = Self.path(of: link, from: folder), holds(path) else {
          return "\(document) links to \(link), which does not exist"
        }
        return nil
      }
    }
  }

  /// The destinations of the relative links of a text, without the places in what they lead to.
  static func links(in text: String) -> [String] {
    var isFenced = false
    var links: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.drop(while: { $0 == " " }).hasPrefix("```") {
        isFenced.toggle()
        continue
      }
      if isFenced { continue }
      // What stands between backticks is no link; the text of a link may be code all the same.
      let prose = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }.joined()
      links += prose.split(separator: "](", omittingEmptySubsequences: false).dropFirst()
        .compactMap { $0.split(separator: ")", omittingEmptySubsequences: false).first }
        .map { String($0.prefix { $0 != "#" }) }
        .filter { !$0.isEmpty && !$0.contains(":") }
    }
    return links
  }

  /// The path that `link` leads to from a folder; nil where it leads out of the house.
  private static func path(of link: String, from folder: ArraySlice<Substring>) -> String? {
    var parts = Array(folder)
    for part in link.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.joined(separator: "/")
  }
}
