import Foundation

/// Checks a merged config against the schema and fills in defaults.
///
/// A value that fails is replaced by its default, so that everything else can still be checked; its
/// path is remembered, and rules that would look at it stay silent.
package struct ConfigChecker {
  /// The whole schema, in which keys that stand in the wrong section are looked for.
  private let root: ConfigSection
  package private(set) var issues: [ConfigIssue] = []
  private var broken: [String] = []

  /// A checker of configs whose whole schema is `root`.
  package init(root: ConfigSection) { self.root = root }

  /// Whether nothing at, below or above `path` failed.
  package func isSound(_ path: String) -> Bool {
    !broken.contains {
      $0 == path || $0.hasPrefix(path + ".") || path.hasPrefix($0 + ".")
    }
  }

  /// Whether issues still say what was probably meant.
  ///
  /// Finding that takes a comparison with every name, and nobody reads the hundredth.
  package var isStillSuggesting: Bool { issues.count < 100 }

  package mutating func report(_ issue: ConfigIssue) { issues.append(issue) }

  private mutating func fail(
    _ node: JSONNode, _ path: String, _ message: String, suggestion: String = ""
  ) {
    broken.append(path)
    report(ConfigIssue(node.origin, key: path, message, suggestion: suggestion))
  }

  /// The section with every key of the schema, in its order.
  package mutating func complete(
    _ node: JSONNode?, _ section: ConfigSection, path: String, defaults: JSONNode
  ) -> JSONNode {
    var given: JSONNode?
    if let node = node.map(section.unfolded) {
      if case .object = node.value {
        given = node
      } else {
        mismatch(node, path, ConfigType.section(section).expectation)
      }
    }
    let kind = section.kind(of: given)
    for member in given?.members ?? [] { checkKey(member, section, kind: kind, path: path) }
    var result = JSONNode(.object([]), given?.origin ?? defaults.origin)
    let hasChosen = section.exclusive.map { group in group.contains { given?[$0] != nil } }
    for field in section.fields {
      let fieldPath = path.isEmpty ? field.name : "\(path).\(field.name)"
      var standard = defaults[field.name] ?? section.defaults[field.name]
      for (group, isChosen) in zip(section.exclusive, hasChosen)
      where isChosen && group.contains(field.name) {
        standard = section.unchosen(field.name)
      }
      let isUsed = field.applies(to: kind) || !section.knowsKind(kind)
      let value = isUsed ? given?[field.name] : nil
      if case .section(let inner) = field.type {
        result[field.name] = complete(
          value, inner, path: fieldPath, defaults: standard ?? inner.defaults)
      } else {
        let checked = value.flatMap { check($0, field.type, fieldPath) }
        // A key without a default says nothing about the run and is not kept.
        if let standard { result[field.name] = checked ?? standard }
      }
    }
    return result
  }

  private mutating func checkKey(
    _ member: JSONNode.Member, _ section: ConfigSection, kind: String, path: String
  ) {
    let keyPath = path.isEmpty ? member.key : "\(path).\(member.key)"
    guard let field = section[member.key] else {
      broken.append(keyPath)
      report(
        ConfigIssue(
          member.keyOrigin, key: keyPath, "there is no such key",
          suggestion: isStillSuggesting
            ? section.suggestion(for: member.key, root: root) : ""))
      return
    }
    // A kind that does not exist is reported where it stands; what belongs to it is unknown.
    if section.knowsKind(kind), !field.applies(to: kind) {
      broken.append(keyPath)
      report(
        ConfigIssue(
          member.keyOrigin, key: keyPath,
          "is a key of kind \(Self.alternatives(field.kinds)), but kind is \"\(kind)\""))
    }
  }

  /// The value in its normal form, or nil when it does not fit the type.
  private mutating func check(_ node: JSONNode, _ type: ConfigType, _ path: String) -> JSONNode? {
    switch type {
    case .bool:
      if case .bool = node.value { return node }
      return mismatch(node, path, type.expectation)
    case .integer(let range):
      guard let integer = node.integer, range.contains(integer) else {
        let isHuge = range.upperBound == .max && node.double ?? 0 >= 0x1p63
        return mismatch(node, path, isHuge ? "a whole number below 2⁶³" : type.expectation)
      }
      return JSONNode(.number(String(integer)), node.origin)
    case .number(let range):
      guard let number = node.double, range.contains(number) else {
        return mismatch(node, path, type.expectation)
      }
      return node
    case .text: return text(node, type, path)
    case .path: return file(node, path)
    case .choice(let words): return choice(node, words, path)
    case .numbersByName(let range): return numbersByName(node, range, path)
    case .list(let element): return list(node, element, path)
    case .section(let section):
      return complete(node, section, path: path, defaults: section.defaults)
    }
  }

  @discardableResult
  private mutating func mismatch(_ node: JSONNode, _ path: String, _ expected: String) -> JSONNode?
  {
    if case .null = node.value {
      fail(node, path, "is null; leave the key out to take the default")
    } else {
      fail(node, path, "is \(Self.excerpt(node)); expected \(expected)")
    }
    return nil
  }

  private mutating func text(_ node: JSONNode, _ type: ConfigType, _ path: String) -> JSONNode? {
    if case .string = node.value { return node }
    // A word of the command line that happens to read as a number.
    if case .commandLine = node.origin, node.elements.isEmpty, node.members.isEmpty {
      return JSONNode(.string(node.text()), node.origin)
    }
    return mismatch(node, path, type.expectation)
  }

  private mutating func file(_ node: JSONNode, _ path: String) -> JSONNode? {
    guard let node = text(node, .path, path) else { return nil }
    guard node.string?.utf8.contains(0) != true else {
      return mismatch(node, path, "the name of a file, which cannot hold the character NUL")
    }
    return Self.located(node)
  }

  private mutating func choice(_ node: JSONNode, _ words: [String], _ path: String) -> JSONNode? {
    if let word = node.string, words.contains(word) { return node }
    let expectation = ConfigType.choice(words).expectation
    guard let word = node.string else { return mismatch(node, path, expectation) }
    let nearest = NearestName.find(word, in: words)
    // A long list hides the word that was meant.
    let isLong = words.count > 12 && !nearest.isEmpty
    fail(
      node, path,
      "is \(Self.excerpt(node)); expected \(isLong ? "one of \(words.count) words" : expectation)",
      suggestion: nearest)
    return nil
  }

  private mutating func numbersByName(
    _ node: JSONNode, _ range: NumberRange, _ path: String
  ) -> JSONNode? {
    guard case .object(let members) = node.value else {
      return mismatch(node, path, ConfigType.numbersByName(range).expectation)
    }
    var result = node
    result.members = members.filter {
      check($0.node, .number(range), "\(path).\($0.key)") != nil
    }
    return result
  }

  private mutating func list(_ node: JSONNode, _ type: ConfigType, _ path: String) -> JSONNode? {
    guard case .array(let elements) = node.value else {
      return mismatch(node, path, ConfigType.list(of: type).expectation)
    }
    var checked: [JSONNode] = []
    for (index, element) in elements.enumerated() {
      if let element = check(element, type, "\(path).\(index)") { checked.append(element) }
    }
    return JSONNode(.array(checked), node.origin)
  }

  /// A relative path that exists beside the file naming it becomes the path from here to there.
  private static func located(_ node: JSONNode) -> JSONNode {
    guard case .file(let file, _, _) = node.origin, let path = node.string, !path.isEmpty,
      !PathText.isAbsolute(path), !PathText.folder(of: file).isEmpty
    else { return node }
    let beside = PathText.folder(of: file) + path
    return FilePattern(beside).leadsSomewhere ? JSONNode(.string(beside), node.origin) : node
  }

  private static func excerpt(_ node: JSONNode) -> String {
    let line = node.line
    return line.count <= 40 ? line : String(line.prefix(37)) + "…"
  }

  /// `"a"`, `"a" or "b"`, `"a", "b" or "c"`.
  package static func alternatives(_ words: [String]) -> String {
    let quoted = words.map { "\"\($0)\"" }
    return quoted.count < 2
      ? quoted.joined()
      : quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
  }
}
