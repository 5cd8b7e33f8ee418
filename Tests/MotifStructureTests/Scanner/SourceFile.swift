/// A Swift file of `Sources/`: where it stands, what it declares and what it mentions.
struct SourceFile: Sendable {
  /// A name in the code that may belong to something declared elsewhere.
  struct Mention: Sendable {
    let name: String
    /// `b` of `name.b`.
    let member: String?
    /// Which token of the file it is.
    let token: Int
  }

  /// The path from the root of the repository on.
  let path: String
  /// The folder below `Sources/`.
  let target: String
  /// The folder below the target; `.` for files that stand in the target itself.
  let room: String
  /// `Name` of `Name+Aspect.swift`.
  let subject: String
  /// `Aspect` of `Name+Aspect.swift`.
  let aspect: String?
  /// As `wc -l` counts.
  let lineCount: Int
  let tokens: [Token]
  let declarations: [Declaration]
  /// Every word that is not a member of what stands before it.
  let mentions: [Mention]
  /// The names of the values, functions, cases, parameters and labels that it introduces, at any
  /// depth.
  let introduced: Set<String>

  /// Reads a file; nil unless `path` is that of a Swift file in a target.
  init?(path: String, text: String) {
    let parts = path.split(separator: "/").map(String.init)
    guard path.hasSuffix(".swift"), parts.count >= 3, parts[0] == "Sources" else { return nil }
    self.path = path
    target = parts[1]
    room = parts.count == 3 ? "." : parts[2]
    let name = parts[parts.count - 1].dropLast(".swift".count)
    subject = String(name.prefix { $0 != "+" })
    aspect = name.firstIndex(of: "+").map { String(name[name.index(after: $0)...]) }
    lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") }
    tokens = Lexer.tokens(of: text)
    declarations = DeclarationReader.declarations(in: tokens)
    let modules = Set(declarations.filter { $0.kind == .module }.map(\.outermost) + [target])
    mentions = Self.mentions(in: tokens, modules: modules)
    introduced = Self.introduced(in: tokens)
  }

  /// The path from the target on.
  var shortPath: String { String(path.dropFirst("Sources/".count + target.count + 1)) }

  /// The modules that it imports.
  var imports: [String] {
    declarations.filter { $0.kind == .module }.map(\.outermost)
  }

  /// The types that it declares at the top level.
  var types: [Declaration] { declarations.filter { $0.kind == .type } }

  /// The functions and values that it declares at the top level, operators left out.
  var functions: [Declaration] {
    declarations.filter {
      ($0.kind == .function || $0.kind == .value) && ($0.name.first.map(isWordStart) ?? false)
    }
  }

  /// What it extends, nested types with the names around them.
  var extensions: [Declaration] { declarations.filter { $0.kind == .extension } }

  /// The names of types that mean something nested in this file.
  var nestedNames: Set<String> {
    Set(declarations.flatMap(\.nestedTypes).map(\.name))
  }

  private func isWordStart(_ character: Character) -> Bool {
    character.isLetter || character == "_"
  }

  private static func mentions(in tokens: [Token], modules: Set<String>) -> [Mention] {
    tokens.indices.compactMap { index in
      guard tokens[index].isWord, !isMember(index, of: tokens, modules: modules) else { return nil }
      let next = tokens[safe: index + 1]
      let behind = tokens[safe: index + 2]
      let isPath = next?.isSymbol(".") ?? false
      return Mention(
        name: tokens[index].text, member: isPath && behind?.isWord == true ? behind?.text : nil,
        token: index)
    }
  }

  /// Whether a dot stands in front that neither ends a range operator nor follows a module.
  private static func isMember(_ index: Int, of tokens: [Token], modules: Set<String>) -> Bool {
    guard let dot = tokens[safe: index - 1], dot.isSymbol("."), let owner = tokens[safe: index - 2]
    else { return false }
    return !owner.isSymbol(".") && !modules.contains(owner.text)
  }

  private static func introduced(in tokens: [Token]) -> Set<String> {
    var names: Set<String> = []
    for (index, token) in tokens.enumerated() where token.isWord {
      let next = tokens[safe: index + 1]
      let isLabel = next.map { $0.isSymbol(":") && $0.touches } ?? false
      let isVariable = next?.isKeyword("in") ?? false
      let before = tokens[safe: index - 1]
      let isDeclared =
        before?.kind == .word && ["let", "var", "func", "case"].contains(before?.text)
      if isLabel || isVariable || isDeclared { names.insert(token.text) }
    }
    return names
  }
}
