/// What people read about the keys of a config, collected from its schema.
package struct ConfigReference: Sendable {
  /// One key.
  package struct Entry: Sendable {
    /// The key path; `N` stands for the position or the name of a list's element.
    package let path: String
    /// The key itself.
    package let field: ConfigField
    /// The value where nobody sets one; nil where a run goes without.
    package let standard: JSONNode?
    /// What must be set so that the key counts, such as `optimizer.kind is "muonClip"`.
    package let conditions: [String]
  }

  /// Every key, sections before what they hold.
  package let entries: [Entry]
  private let root: ConfigSection
  /// How many parts the longest key path has.
  private let depth: Int

  /// The reference of configs whose whole schema is `root`.
  package init(root: ConfigSection) {
    self.root = root
    let entries = Self.entries(root, defaults: root.defaults, path: "", conditions: [])
    self.entries = entries
    depth = entries.map { $0.path.split(separator: ".").count }.max() ?? 0
  }

  private static func entries(
    _ section: ConfigSection, defaults: JSONNode, path: String, conditions: [String]
  ) -> [Entry] {
    let prefix = path.isEmpty ? "" : path + "."
    return section.fields.flatMap { field in
      let entry = Entry(
        path: prefix + field.name, field: field,
        standard: defaults[field.name] ?? section.defaults[field.name],
        conditions: field.kinds.isEmpty
          ? conditions
          : conditions + ["\(prefix)kind is \(ConfigChecker.alternatives(field.kinds))"])
      let (inner, suffix): (ConfigSection, String)
      switch field.type {
      case .section(let section): (inner, suffix) = (section, "")
      case .list(of: .section(let section)): (inner, suffix) = (section, ".N")
      default: return [entry]
      }
      let isList = !suffix.isEmpty
      return [entry]
        + entries(
          inner, defaults: isList ? inner.defaults : entry.standard ?? inner.defaults,
          path: entry.path + suffix, conditions: entry.conditions)
    }
  }

  /// The keys at and below `path`, all of them for an empty one.
  ///
  /// An element of a list may be written as `--set` takes it, as `N`, or left out.
  package func entries(at path: String) -> [Entry] {
    if path.isEmpty { return entries }
    let wanted = path.split(separator: ".", omittingEmptySubsequences: false)
    return entries.filter { Self.isPrefix(wanted[...], of: $0.path.split(separator: ".")[...]) }
  }

  private static func isPrefix(
    _ wanted: ArraySlice<Substring>, of path: ArraySlice<Substring>
  ) -> Bool {
    guard let part = wanted.first else { return true }
    guard let key = path.first else { return false }
    let (nextWanted, nextPath) = (wanted.dropFirst(), path.dropFirst())
    guard key == "N" else { return part == key && isPrefix(nextWanted, of: nextPath) }
    // A name that ends the path is rather a key with a mistake.
    let isElement = part == "N" || Int(part) != nil || !nextWanted.isEmpty
    return (isElement && isPrefix(nextWanted, of: nextPath)) || isPrefix(wanted, of: nextPath)
  }

  /// The key path that somebody who wrote `path` probably meant; empty when none is near.
  package func suggestion(for path: String) -> String {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    // A path that is longer than every key is none with a mistake, and would cost a search a part.
    guard parts.count <= depth else { return "" }
    var section = root
    for (index, part) in parts.enumerated() {
      guard let field = section[part] else {
        // An element of a list is no key, yet leads to some.
        if !entries(at: parts[...index].joined(separator: ".")).isEmpty { continue }
        let meant = section.suggestion(for: part, root: root)
        if meant.isEmpty { return "" }
        // What stands elsewhere comes with its whole path.
        let known = section[meant] == nil ? [] : parts[..<index]
        let base = (known + [meant]).joined(separator: ".")
        let whole = ([base] + parts[(index + 1)...]).joined(separator: ".")
        if !entries(at: whole).isEmpty { return whole }
        let better = suggestion(for: whole)
        return better.isEmpty ? base : better
      }
      switch field.type {
      case .section(let inner), .list(of: .section(let inner)): section = inner
      default: return parts[...index].joined(separator: ".")
      }
    }
    return ""
  }
}
