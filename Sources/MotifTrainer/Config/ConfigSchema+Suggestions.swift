extension ConfigSchema {
  /// The key that somebody who typed `name` in `section` probably meant; empty when none is near.
  ///
  /// First the section's own keys and their other names, then keys of that name elsewhere, then the
  /// nearest spelling.
  static func suggestion(for name: String, in section: ConfigSection) -> String {
    let names = section.fields.map(\.name)
    if let exact = section.fields.first(where: { $0.isCalled(name) }) { return exact.name }
    if let elsewhere = path(of: name, in: root, prefix: "") { return elsewhere }
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
