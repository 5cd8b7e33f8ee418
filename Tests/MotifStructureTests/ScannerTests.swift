import Testing

/// The scanner sees code, and only code.
@Suite struct ScannerTests {
  /// The words of `code`, as a reference may use them.
  private func words(_ code: String) -> [String] {
    Lexer.tokens(of: code).filter(\.isWord).map(\.text)
  }

  @Test func passesOverComments() {
    #expect(words("a // b\nc /* d /* e */ f */ g\n/// h\ni") == ["a", "c", "g", "i"])
  }

  @Test func keepsOnlyTheInterpolationsOfStrings() {
    #expect(words(#"a("b \(c("d \(e)")) f", g)"#) == ["a", "c", "e", "g"])
    #expect(words(##"a(#"b \(c) \#(d) "e" \"#, f)"##) == ["a", "d", "f"])
    #expect(words("a(\"\"\"\n  b \"c\" // d\n  \\(e) \\\"\"\" f\n  \"\"\", g)") == ["a", "e", "g"])
    #expect(words(##"a(#"""#, b, "\\", c, "\"", d, "", e)"##) == ["a", "b", "c", "d", "e"])
  }

  @Test func tellsRegularExpressionsFromDivision() {
    #expect(words(#"a(of: /b"c\/d/) / e / f"#) == ["a", "of", "e", "f"])
    #expect(words(##"let a = #/b"/c/#, d = e / f"##) == ["let", "a", "d", "e", "f"])
    #expect(words("a.reduce(1, /) + b/c") == ["a", "reduce", "b", "c"])
  }

  @Test func knowsLinesAndTheirFirstTokens() {
    let tokens = Lexer.tokens(of: "/*\n*/ a = \"\"\"\n  \\(b)\n  \"\"\"\nc.`default`")
    #expect(tokens.map(\.text) == ["a", "=", "\n  \\(b)\n  ", "b", "c", ".", "default"])
    #expect(tokens.map(\.line) == [2, 2, 2, 3, 5, 5, 5])
    #expect(tokens.map(\.startsLine) == [true, false, false, false, true, false, false])
    #expect(tokens.map(\.touches) == [false, false, false, false, false, true, true])
  }

  @Test(arguments: [
    "\"", "\"\"\"", "#\"a", "`", "/*", "a = /", "\"\\(", "#/", "struct", "@", "func",
  ])
  func endsWhereCodeBreaksOff(code: String) {
    let file = SourceFile(path: "Sources/A/B.swift", text: code)
    #expect(file?.lineCount == 0)
  }

  @Test func findsDeclarationsAndTheirMembers() {
    let code = """
      @attribute(of: a) public final class A<B>: C where B: D {
        private(set) var a, b: Int
        let c: E<F, G> = { let hidden = 1; return hidden }(), d = 2
        static let (e, f) = (1, 2)
        var g: Int {
          get { 1 }
          set { var hidden = newValue }
        }
        #if os(Linux)
          open class func == (lhs: A, rhs: A) -> Bool { func hidden() {} }
        #endif
        init?(h: Int = [1].map { $0 }[0]) throws { self.init() }
        subscript(i: Int) -> Int { let hidden = i }
        enum J: String { case k, l = "x,y"; indirect case m(n: Int, o: P) }
        typealias Q = R
        deinit {}
      }
      fileprivate extension A.J where B == Int {
        struct S {}
      }
      protocol T {
        associatedtype U
        var v: Int { get }
        func w(x: Int) -> U
        func y()
      }
      import struct Foundation.Data
      package func z<A>(_ a: A)
        -> Int
      { 1 }
      """
    let declarations = DeclarationReader.declarations(in: Lexer.tokens(of: code))
    #expect(declarations.map(\.name) == ["A", "A.J", "T", "Foundation.Data", "z"])
    #expect(declarations.map(\.kind) == [.type, .extension, .type, .module, .function])
    #expect(declarations.map(\.access) == ["public", "fileprivate", nil, nil, "package"])
    #expect(declarations.map(\.lines) == [1...17, 18...20, 21...26, 27...27, 28...30])
    let members = declarations.map { $0.members.filter(\.isMember).map(\.name) }
    #expect(
      members[0]
        == ["a", "b", "c", "d", "e", "f", "g", "==", "init", "subscript", "J", "Q"])
    #expect(declarations[0].members[10].members.map(\.name) == ["k", "l", "m"])
    #expect(members[1] == ["S"])
    #expect(members[2] == ["U", "v", "w", "y"])
    #expect(declarations[0].nestedTypes.map(\.name) == ["J", "Q"])
  }

  @Test func knowsWhereAFileStands() throws {
    let file = try #require(
      SourceFile(path: "Sources/A/B/C/D+E.swift", text: "public import F\nimport struct G.H\n"))
    #expect([file.target, file.room, file.subject, file.aspect] == ["A", "B", "D", "E"])
    #expect(file.shortPath == "B/C/D+E.swift")
    #expect(file.imports == ["F", "G"])
    #expect(file.lineCount == 2)
    #expect(SourceFile(path: "Sources/A/B.swift", text: "")?.room == ".")
    #expect(SourceFile(path: "Tests/A/B.swift", text: "") == nil)
    #expect(SourceFile(path: "Sources/A/B.json", text: "") == nil)
  }
}
