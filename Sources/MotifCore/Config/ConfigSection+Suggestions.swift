extension ConfigSection {
  /// The key that somebody who typed `name` in this section probably meant; empty when none is near.
  ///
  /// First the section's own keys and their other names, then keys of that name elsewhere in `root`,
  /// the whole schema, then the nearest spelling.
  package func suggestion(for name: String, root: ConfigSection) -> String {
    let names = fields.map(\.name)
    if let exact = fields.first(where: { $0.isCalled(name) }) { return exact.name }
    if let elsewhere = Self.path(of: name, in: root, prefix: "") { return elsewhere }
    return NearestName.find(name, in: names)
  }

  private static func path(of name: String, in section: ConfigSection, prefix: String) -> String? {
    for field in section.fields {
      if field.isCalled(name) { return prefix + field.name }
      if case .section(let inner) = field.type,
        let found = path(of: name, in: inner, prefix: "\(prefix)\(field.name).")
      {
        return found
      }
    }
    return nil
  }
}

extension ConfigField {
  fileprivate func isCalled(_ word: String) -> Bool {
    NearestName.isSame(word, name) || alsoCalled.contains { NearestName.isSame(word, $0) }
  }
}
