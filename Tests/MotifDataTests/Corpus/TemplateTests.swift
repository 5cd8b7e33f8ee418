import Testing

@testable import MotifData

/// Templates join fields, and bad ones are refused in a sentence.
@Suite struct TemplateTests {
  private func fill(_ source: String) throws -> String {
    let template = try TextTemplate(source)
    return template.fill(template.fields.map { "<\($0)>" })
  }

  @Test func fieldsAndBracesAreTold() throws {
    #expect(try fill("{a}") == "<a>")
    #expect(try fill("Q: {q}\nA: {a b}.{q}") == "Q: <q>\nA: <a b>.<q>")
    #expect(try fill("{{{a}}}") == "{<a>}")
    #expect(try fill("{{x}} {a}{b}") == "{x} <a><b>")
    // A combining mark joins a brace to one character of Swift's; the brace is a brace all the same.
    #expect(try fill("{a}\u{301}{b}\u{20DD}") == "<a>\u{301}<b>\u{20DD}")
    #expect(try fill("{\u{301}}\r\n{{\u{301}}}") == "<\u{301}>\r\n{\u{301}}")
    #expect(try TextTemplate("{q}-{a}-{q}").fields == ["q", "a", "q"])
    #expect(try TextTemplate("{q}-{a}").source == "{q}-{a}")
  }

  @Test(arguments: [
    ("no field", "names no field"), ("", "names no field"), ("{{text}}", "names no field"),
    ("{open", "opens a brace that it never closes"),
    ("{a} {", "opens a brace that it never closes"),
    ("a}{b}", "closes a brace that it never opened"),
    ("{}", "has braces without a field name"), ("{a{b}", "has braces without a field name"),
  ])
  func badTemplatesAreRefused(source: String, reason: String) {
    #expect(throws: DataError.invalid("the template \"\(source)\" \(reason)")) {
      try TextTemplate(source)
    }
  }
}
