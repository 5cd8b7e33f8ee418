import MotifConfig
import Testing

/// Texts that are no JSON, or JSON with what JSON does not have.
extension ConfigErrorTests {
  static let syntax = [
    Mistake("", "a.json:1:1: expected a value, but the file ends"),
    Mistake("[]", "a.json:1:1: expected an object in { }"),
    Mistake("{\n  \"seed\": 1,\n}", "a.json:2:12: a comma stands before }; remove it"),
    Mistake("{\"name\": [1, 2,]}", "a.json:1:15: a comma stands before ]; remove it"),
    Mistake(
      "{\n  // speed\n  \"seed\": 1}",
      "a.json:2:3: JSON has no comments; remove it, or use the keys' own documentation"),
    Mistake(
      "{\"seed\": 1 # one\n}",
      "a.json:1:12: JSON has no comments; remove it, or use the keys' own documentation"),
    Mistake(
      "{\"seed\": 1,\n \"name\": \"x\",\n \"seed\": 2,\n \"name\": \"y\"}",
      "a.json:3:2: seed: appears twice, first in line 1",
      "a.json:4:2: name: appears twice, first in line 2"),
    Mistake("{\"seed\": 1 \"name\": \"x\"}", "a.json:1:12: expected , or }, but found \"\"\""),
    Mistake("{\"seed\" 1}", "a.json:1:9: expected : after the key \"seed\", but found \"1\""),
    Mistake("{seed: 1}", "a.json:1:2: expected a key in double quotes, but found \"s\""),
    Mistake("{\"name\": 'x'}", "a.json:1:10: text stands in double quotes \", not in '"),
    Mistake("{\"name\": x}", "a.json:1:10: x is not a value; text stands in double quotes"),
    Mistake("{\"threads\": True}", "a.json:1:13: True is written true"),
    Mistake("{\"seed\": NaN}", "a.json:1:10: NaN is not a JSON number"),
    Mistake("{\"seed\": 012}", "a.json:1:10: 012: a number has no leading 0"),
    Mistake("{\"seed\": .5}", "a.json:1:10: .5: a number starts with a digit, such as 0.5"),
    Mistake("{\"seed\": +1}", "a.json:1:10: +1: a number has no leading +"),
    Mistake("{\"seed\": 1.}", "a.json:1:10: 1. is not a number"),
    Mistake("{\"seed\": 1_000}", "a.json:1:10: 1_000 is not a number"),
    Mistake("{\"seed\": 1e999}", "a.json:1:10: 1e999 is too large for a number"),
    Mistake(
      "{\"name\": \"\u{D55C}\\q\"}",
      "a.json:1:12: \\ followed by \"q\" is not an escape; a backslash is \\\\"),
    Mistake(
      "{\"name\": \"\\ud83d\"}", "a.json:1:11: half of a surrogate pair stands alone"),
    Mistake("{\"name\": \"\\u12g4\"}", "a.json:1:11: \\u needs four hexadecimal digits"),
    Mistake(
      "{\"name\": \"x\n\"}",
      "a.json:1:10: this text is not closed with \" on its line; a line break is \\n"),
    Mistake(
      "{\"name\": \"a\tb\"}",
      "a.json:1:12: text holds a control character; write it as \\t or \\u00XX"),
    Mistake("{\"name\": \"x", "a.json:1:10: this text is never closed with \""),
    Mistake("{\"model\": {\"preset\": \"nano\"", "a.json:1:11: this object is never closed with }"),
    Mistake("{\"model\": [1", "a.json:1:11: this list is never closed with ]"),
    Mistake("{} {}", "a.json:1:4: text follows the end of the value: \"{\""),
    Mistake(
      "{\"a\":" + String(repeating: "[", count: 70), "a.json:1:70: nests deeper than 64 levels"),
  ]

  @Test(arguments: syntax) func syntaxMistakes(_ mistake: Mistake) {
    #expect(Self.messages(mistake.json) == mistake.messages)
  }
}
