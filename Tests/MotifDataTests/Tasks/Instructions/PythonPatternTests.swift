import MotifCore
import Testing

@testable import MotifData

/// Patterns mean what they mean to Python's `re`, and none can hang.
@Suite struct PythonPatternTests {
  /// A pattern, `i` for any case and `m` for lines, a text, and the matches that CPython 3.11 finds.
  @Test(
    arguments: [
      ("b", "m", "ab\u{DF}bx\n\u{C9} .AA", [1..<2, 3..<4]),
      ("\\w?", "i", "]\n\u{17F}K.{", [0..<0, 1..<1, 2..<3, 3..<4, 4..<4, 5..<5, 6..<6]),
      ("[^a]*", "", "xibi\n\u{17F}\u{17F}__ax", [0..<9, 9..<9, 10..<11, 11..<11]),
      ("\\S{2}\u{DF}*?", "", "\nK\n\u{DF}}_{", [3..<5, 5..<7]),
      (
        "[^\\s1]{,2}", "", "\u{DF}\n{\u{DF}- \n\u{DF}",
        [0..<1, 1..<1, 2..<4, 4..<5, 5..<5, 6..<6, 7..<8, 8..<8]
      ),
      ("A{1,}\\w", "", "\u{C9}_\nA\u{C9}A_\u{C9}.KK", [3..<5, 5..<7]),
      ("[^a](\\S[\\w-]{1,2}){,2}", "", "aab\u{DF}", [2..<3, 3..<4]),
      ("(?:A{1,}}|b??A*)[^a]?", "", "]bb\n\u{131}", [0..<1, 1..<2, 2..<3, 3..<4, 4..<5, 5..<5]),
      (
        "\\s*\\.??b*?\\B", "", "_\nxBi} . KBA",
        [3..<3, 4..<4, 6..<7, 7..<7, 7..<8, 8..<8, 10..<10, 11..<11]
      ),
      ("\\.??[\\w-]+.", "", "-.aax\n\u{17F}B}", [0..<2, 2..<5, 6..<9]),
      ("k??[^a]{2}", "", "BK1i{b \u{C9}.x", [0..<2, 2..<4, 4..<6, 6..<8, 8..<10]),
      ("(?:kb??\\S??|]{1,}){1,}", "im", "A]\u{17F}_]K{", [1..<2, 4..<6]),
      ("}?|x?|\\d??", "", "K}", [0..<0, 1..<2, 2..<2]),
      ("((([^a]*[a-c]+))??1?)*?", "", "bab_\u{DF}", [0..<0, 0..<3, 3..<3, 4..<4, 5..<5]),
      (
        ".[\\w-]??|\\s+?", "im", "]}]K.s \nbK\u{DF}B",
        [0..<1, 1..<2, 2..<3, 3..<4, 4..<5, 5..<6, 6..<7, 7..<8, 8..<9, 9..<10, 10..<11, 11..<12]
      ),
      ("\\.+x{2}|\\w", "", "\u{E9}-AaA", [0..<1, 2..<3, 3..<4, 4..<5]),
      ("a|\\b[^\\s1]{,2}", "i", " .a{B}\u{131}", [2..<3, 3..<5, 5..<7, 7..<7]),
      (".*?$", "", "b1a\u{17F}b", [0..<5, 5..<5]),
      ("x|[^a]{1,}", "", "b-a\u{131}A\u{C9}_si", [0..<2, 3..<9]),
      ("\\.{1,}\u{E9}{2}|\\s*.*}?", "im", "\u{131} b.\n", [0..<4, 4..<5, 5..<5]),
      (
        "\\S??|\\.??^", "im", "Bi   Ab}K",
        [
          0..<0, 0..<1, 1..<1, 1..<2, 2..<2, 3..<3, 4..<4, 5..<5, 5..<6, 6..<6, 6..<7, 7..<7, 7..<8,
          8..<8, 8..<9, 9..<9,
        ]
      ),
      (
        "]{1,2}a??|\\w{,2}", "i", "BBA}K11as \u{C9}{",
        [0..<2, 2..<3, 3..<3, 4..<6, 6..<8, 8..<9, 9..<9, 10..<11, 11..<11, 12..<12]
      ),
      (
        "{??(a?)+?", "i", ".]}_\u{C9}{\u{E9}",
        [0..<0, 1..<1, 2..<2, 3..<3, 4..<4, 5..<5, 5..<6, 6..<6, 7..<7]
      ),
      ("[\\w-]*\\b", "", "\u{DF}", [0..<1, 1..<1]),
    ] as [(String, String, String, [Range<Int>])])
  func matchesAreThoseOfPython(pattern: String, flags: String, text: String, spans: [Range<Int>])
    throws
  {
    let compiled = try PythonPattern(
      pattern, ignoresCase: flags.contains("i"), isMultiline: flags.contains("m"))
    #expect(compiled.matches(in: Array(text.unicodeScalars)) == spans)
    #expect(compiled.isFound(in: Array(text.unicodeScalars)) == !spans.isEmpty)
  }

  @Test(
    arguments: [
      ("*a", "has nothing to repeat before *"), ("a**", "repeats a repetition"),
      ("a+{2}", "repeats a repetition"), ("^*", "repeats a place"),
      ("(a", "opens a group that it never closes"), ("a)", "closes a group that it never opened"),
      ("[a", "opens a set that it never closes"),
      ("[b-a]", "has a range in [ ] that goes backwards"),
      ("a{3,2}", "repeats at most 2 and at least 3 times"), ("\\", "ends with a backslash"),
      ("(?#a)", "has a group (?… that is not known here"), ("\\1", "has the escape \\1"),
      ("(?P<n>a)", "has a group (?… that is not known here"),
      ("(?<=a*)", "looks behind for what has no one length"),
      ("(?<!a|bc)", "looks behind for what has no one length"), ("(?=a", "opens a group"),
      ("(?x)a", "has a group (?… that is not known here"),
      ("(a{999}){999}", "is too long"), ("a{1000}{3}", "repeats a repetition"),
    ])
  func whatCannotBeUnderstoodIsNamed(pattern: String, reason: String) {
    #expect {
      try PythonPattern(pattern)
    } throws: { "\($0)".contains("the pattern \(JSONNode.quoted(pattern)) \(reason)") }
  }

  /// A pattern, a text, and of each match the whole and its groups, as CPython 3.11 finds them.
  @Test(
    arguments: [
      (#"#### (\-?[0-9\.\,]+)"#, #"#### 1,2 x #### -3."#, [[0..<8, 5..<8], [11..<19, 16..<19]]),
      (
        #"(-?[$0-9.,]{2,})|(-?[0-9]+)"#, #"a $5.0 then 7 and -1"#,
        [[2..<6, 2..<6, nil], [12..<13, nil, 12..<13], [18..<20, nil, 18..<20]]
      ),
      (
        #"(?<=the answer is )(.*)(?=.)"#, #"so the answer is 24.\#nthe answer is x"#,
        [[17..<19, 17..<19], [35..<35, 35..<35]]
      ),
      (#"(a)|(b)|c"#, #"cab"#, [[0..<1, nil, nil], [1..<2, 1..<2, nil], [2..<3, nil, 2..<3]]),
      (#"(?:(a)|b)*"#, #"abab!b"#, [[0..<4, 2..<3], [4..<4, nil], [5..<6, nil], [6..<6, nil]]),
      (
        #"(\w+)@(\w+)\.(com|org)"#, #"me@x.org, you@yy.com"#,
        [[0..<8, 0..<2, 3..<4, 5..<8], [10..<20, 10..<13, 14..<16, 17..<20]]
      ),
      (#"a(?!b)"#, #"abacad"#, [[2..<3], [4..<5]]),
      (#"(?<!a)b"#, #"abcbb"#, [[3..<4], [4..<5]]),
      (#"(?<=ab|cd)x"#, #"abxcdxadx"#, [[2..<3], [5..<6]]),
      (#"(?=(\d))\d{2}"#, #"1234a56"#, [[0..<2, 0..<1], [2..<4, 2..<3], [5..<7, 5..<6]]),
      (#"(?s)(.*)#### "#, #"a\#nb#### 5#### 6"#, [[0..<14, 0..<9]]),
      (#"(?i)(?<=É)x"#, #"éx Éx ex"#, [[1..<2], [4..<5]]),
      (#"(?m)^(\w)"#, #"a\#nb\#n c"#, [[0..<1, 0..<1], [2..<3, 2..<3]]),
      (
        #"((a)|(b)){2}"#, #"ab ba"#, [[0..<2, 1..<2, 0..<1, 1..<2], [3..<5, 4..<5, 4..<5, 3..<4]]
      ),
      (#"(?=)"#, #"ab"#, [[0..<0], [1..<1], [2..<2]]),
      (#"(x?)(?<=x)"#, #"xxy"#, [[0..<1, 0..<1], [1..<2, 1..<2], [2..<2, 2..<2]]),
      (#"(a*?)(?=b)"#, #"aab"#, [[0..<2, 0..<2], [2..<2, 2..<2]]),
    ] as [(String, String, [[Range<Int>?]])])
  func groupsAreThoseOfPython(pattern: String, text: String, spans: [[Range<Int>?]]) throws {
    let finds = try PythonPattern(pattern).finds(in: Array(text.unicodeScalars))
    #expect(finds.map { [$0.range] + $0.groups } == spans)
  }

  /// CPython's `str.lower`.
  @Test(
    arguments: [
      ("ΑΣ", "ας"), ("ΑΣΑ", "ασα"), ("Σ", "σ"), ("ΑΣ. Σ", "ας. σ"),
      ("Α\u{301}Σ\u{301}", "α\u{301}ς\u{301}"),
      ("ΑΣ:Α", "ασ:α"), ("İ", "i\u{307}"), ("ẞ", "ß"), ("ÀÉ", "àé"), ("1Σ", "1σ"), ("ΑΣ1", "ας1"),
    ])
  func lowerCaseIsThatOfPython(text: String, lowered: String) {
    #expect(Array(text.unicodeScalars).lowered == Array(lowered.unicodeScalars))
  }

  @Test func deepAndHostilePatternsEnd() throws {
    let nested = String(repeating: "(", count: 100_000)
    #expect(throws: DataError.self) { try PythonPattern(nested) }
    let text = [Unicode.Scalar](repeating: "a", count: 5000)
    for hostile in ["(a+)+$b", "(a|a)*b", "(a*)*b", "a*a*a*a*a*b"] {
      #expect(try !PythonPattern(hostile).isFound(in: text))
    }
  }

  @Test func randomPatternsNeverTrap() {
    var random = CounterRandom(seed: 2, name: "patterns")
    let alphabet = Array("ab(){}[]|*+?.^$\\-,12wsdbZé:".unicodeScalars)
    func text(_ longest: Int) -> [Unicode.Scalar] {
      (0..<random.integer(below: longest)).map { _ in
        alphabet[random.integer(below: alphabet.count)]
      }
    }
    var understood = 0
    for _ in 0..<4000 {
      var source = String.UnicodeScalarView()
      source.append(contentsOf: text(12))
      guard let pattern = try? PythonPattern(String(source), ignoresCase: true) else { continue }
      understood += 1
      _ = pattern.matches(in: text(30))
    }
    #expect(understood > 400)
  }
}
