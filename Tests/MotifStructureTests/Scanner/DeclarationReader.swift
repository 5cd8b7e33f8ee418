/// Finds the declarations among the tokens of a file, and their members.
///
/// A declaration without braces ends before the next line that starts with an attribute, a modifier
/// or a keyword of a declaration, so the code must be laid out as the formatter does it. Bodies of
/// functions are passed over.
struct DeclarationReader {
  private let tokens: [Token]
  private var position = 0

  private init(_ tokens: [Token]) { self.tokens = tokens }

  /// The declarations at the top level of a file.
  static func declarations(in tokens: [Token]) -> [Declaration] {
    var reader = DeclarationReader(tokens)
    return reader.readMembers()
  }

  private static let typeKeywords: Set = ["struct", "class", "enum", "actor", "protocol"]
  private static let keywords: [String: Declaration.Kind] = [
    "struct": .type, "class": .type, "enum": .type, "actor": .type, "protocol": .type,
    "typealias": .type, "associatedtype": .type, "extension": .extension, "func": .function,
    "init": .initializer, "subscript": .subscription, "let": .value, "var": .value,
    "case": .enumCase, "import": .module, "deinit": .other, "operator": .other,
    "precedencegroup": .other, "macro": .other,
  ]
  private static let access: Set = [
    "public", "open", "package", "internal", "private", "fileprivate",
  ]
  private static let modifiers: Set = access.union([
    "static", "final", "lazy", "weak", "unowned", "mutating", "nonmutating", "override", "required",
    "convenience", "indirect", "dynamic", "optional", "nonisolated", "isolated", "distributed",
    "borrowing", "consuming", "prefix", "postfix", "infix",
  ])

  /// Reads to the brace that closes the type around, or to the end of the file.
  private mutating func readMembers() -> [Declaration] {
    var members: [Declaration] = []
    while let token = current, !token.isSymbol("}") {
      let start = position
      if isDirective(at: position) {
        repeat { position += 1 } while current.map { $0.line == token.line } ?? false
      } else if let (kind, access) = readHeader() {
        members += readDeclaration(kind, access: access, from: start)
      } else {
        position = start
        skipBalanced()
      }
    }
    return members
  }

  /// Reads attributes, modifiers and the keyword; nil where no declaration starts.
  private mutating func readHeader() -> (kind: Declaration.Kind, access: String?)? {
    var access: String?
    while let token = current {
      if token.isSymbol("@") {
        skipAttribute()
      } else if isModifier(at: position) {
        position += 1
        if let next = current, next.isSymbol("("), next.touches {
          // `private(set)` restricts the setter alone.
          skipBalanced()
        } else if Self.access.contains(token.text) {
          access = token.text
        }
      } else if let kind = keyword(at: position) {
        position += 1
        return (kind, access)
      } else {
        return nil
      }
    }
    return nil
  }

  /// Reads what follows the keyword, and makes one declaration of each name.
  private mutating func readDeclaration(
    _ kind: Declaration.Kind, access: String?, from start: Int
  ) -> [Declaration] {
    let keyword = tokens[position - 1].text
    var names = [keyword]
    var members: [Declaration] = []
    switch kind {
    case .type, .extension:
      names = [readDottedName()]
      if kind == .extension || Self.typeKeywords.contains(keyword) {
        while let token = current, !token.isSymbol("{") { skipBalanced(token) }
        position += 1
        members = readMembers()
        position += 1
      } else {
        skipStatement(endsWithBody: false)
      }
    case .module:
      // `import struct Module.Name` names a kind first.
      if let token = current, Self.keywords[token.text] != nil { position += 1 }
      names = [readDottedName()]
      skipStatement(endsWithBody: false)
    case .function:
      names = [readFunctionName()]
      skipStatement(endsWithBody: true)
    case .initializer, .subscription, .other: skipStatement(endsWithBody: true)
    case .value, .enumCase:
      let first = position
      skipStatement(endsWithBody: false)
      names = introducedNames(in: first..<position, ofCase: kind == .enumCase)
    }
    position = min(position, tokens.count)
    let lines = tokens[start].line...max(tokens[start].line, tokens[position - 1].line)
    return names.map {
      Declaration(
        kind: kind, name: $0, access: access, lines: lines, tokens: start..<position,
        members: members)
    }
  }

  /// Reads `A.B`.
  private mutating func readDottedName() -> String {
    var name = current?.text ?? ""
    position += 1
    while let dot = current, dot.isSymbol("."), position + 1 < tokens.count {
      name += "." + tokens[position + 1].text
      position += 2
    }
    return name
  }

  /// Reads the name of a function, which is a word or the characters of an operator.
  private mutating func readFunctionName() -> String {
    var name = current?.text ?? ""
    position += 1
    guard let first = tokens[safe: position - 1], !first.isWord else { return name }
    while let token = current, token.kind == .symbol, token.touches, !token.isSymbol("(") {
      name += token.text
      position += 1
    }
    return name
  }

  /// The names that a `let`, `var` or `case` introduces.
  private func introducedNames(in range: Range<Int>, ofCase: Bool) -> [String] {
    guard let first = range.first else { return [] }
    if tokens[first].isSymbol("(") {
      return tokens[range].prefix { !$0.isSymbol(")") }.filter(\.isWord).map(\.text)
    }
    var names: [String] = []
    var depth = 0
    var isListing = true
    for index in range {
      let token = tokens[index]
      if depth == 0, token.isWord, index == first || tokens[index - 1].isSymbol(",") {
        let next = tokens[safe: index + 1]
        let isTyped = next.map { $0.isSymbol(":") || $0.isSymbol("=") } ?? false
        // Behind a type or value a comma may also belong to generic arguments.
        if ofCase || isListing || isTyped { names.append(token.text) }
      }
      if depth == 0, token.isSymbol(":") || token.isSymbol("=") { isListing = false }
      if token.kind == .symbol, "([{".contains(token.text) { depth += 1 }
      if token.kind == .symbol, ")]}".contains(token.text) { depth -= 1 }
    }
    return names
  }
}

extension DeclarationReader {
  private var current: Token? { tokens[safe: position] }

  /// Passes over the rest of a declaration; where it has a body, that is its end.
  private mutating func skipStatement(endsWithBody: Bool) {
    while let token = current {
      if token.isSymbol("}") || token.isSymbol(";") || startsDeclaration(at: position) { return }
      let isBody = endsWithBody && token.isSymbol("{")
      skipBalanced(token)
      if isBody { return }
    }
  }

  /// Passes over a token, and what it opens.
  private mutating func skipBalanced() {
    if let token = current { skipBalanced(token) }
  }

  private mutating func skipBalanced(_ token: Token) {
    position += 1
    guard token.kind == .symbol, "([{".contains(token.text) else { return }
    var depth = 1
    while let token = current, depth > 0 {
      if token.kind == .symbol {
        if "([{".contains(token.text) { depth += 1 }
        if ")]}".contains(token.text) { depth -= 1 }
      }
      position += 1
    }
  }

  /// Passes over `@Name` and the arguments that touch it.
  private mutating func skipAttribute() {
    position += 1
    _ = readDottedName()
    if let token = current, token.isSymbol("("), token.touches { skipBalanced(token) }
  }

  /// Whether a new line begins with a declaration or a directive here.
  private func startsDeclaration(at index: Int) -> Bool {
    guard tokens[index].startsLine else { return false }
    return tokens[index].isSymbol("@") || isModifier(at: index) || keyword(at: index) != nil
      || isDirective(at: index)
  }

  /// Whether a modifier stands here, rather than a name that is spelled like one.
  private func isModifier(at index: Int) -> Bool {
    let token = tokens[index]
    guard token.kind == .word, let next = tokens[safe: index + 1] else { return false }
    if token.text == "class" { return next.kind == .word && keyword(at: index + 1) != nil }
    guard Self.modifiers.contains(token.text) else { return false }
    let isArgument = ["set", "unsafe", "unowned", "safe"].contains(tokens[safe: index + 2]?.text)
    return next.kind == .word || next.isSymbol("@") || (next.isSymbol("(") && isArgument)
  }

  /// The kind of declaration whose keyword stands here.
  private func keyword(at index: Int) -> Declaration.Kind? {
    let token = tokens[index]
    guard token.kind == .word, let kind = Self.keywords[token.text] else { return nil }
    if let before = tokens[safe: index - 1], before.isSymbol("."), token.touches { return nil }
    let needsName = ["actor", "macro"].contains(token.text)
    return needsName && tokens[safe: index + 1]?.kind != .word ? nil : kind
  }

  /// Whether `#if`, `#elseif`, `#else` or `#endif` starts here.
  private func isDirective(at index: Int) -> Bool {
    tokens[index].isSymbol("#") && tokens[index].startsLine
      && ["if", "elseif", "else", "endif"].contains(tokens[safe: index + 1]?.text)
  }
}

extension Array {
  /// The element at `index`, nil outside.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
