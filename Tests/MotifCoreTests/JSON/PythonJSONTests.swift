import MotifCore
import Testing

/// What Python's `json` module takes and writes.
@Suite struct PythonJSONTests {
  @Test(
    arguments: [
      "{\"a\": [1, 2.5e3, {\"b\": null}], \"a\": \"x\\u00e9\\n\"}",
      "[[],{},\"\",0,-1,true,NaN,-Infinity]",
      "  12 ", "\"\\ud800\"", "-0", "1.0e+10", "{}", "[\t]", String(repeating: "1", count: 4300),
      String(repeating: "1", count: 5000) + ".0",
      String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
    ])
  func takenTexts(text: String) { #expect(PythonJSON.accepts(text)) }

  @Test(
    arguments: [
      "", " ", "{", "[1,]", "{\"a\": 1,}", "{\"a\" 1}", "{a: 1}", "{'a': 1}", "01", "-", "1.", ".5",
      "+1",
      "1e", "nan", "True", "[1 2]", "1 2", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12g4\"", "]", "[}",
      "{]",
      "{\"a\": 1}}", "[1][2]", ",", "{,}", "[,1]", "{\"a\":}", "-NaN",
      String(repeating: "1", count: 4301),
      String(repeating: "[", count: 300_000),
    ])
  func refusedTexts(text: String) { #expect(!PythonJSON.accepts(text)) }

  @Test func valuesAreWrittenAsPythonWritesThem() throws {
    let text =
      "{\"a\":[1,2.50,1e5,12345678901234567890,-0.0,true,null],\"é\":\"\\u0008\\f\\n\\\"\\u0001\"}"
    let node = try JSONScanner.parse(Array(text.utf8), file: "text")
    #expect(
      PythonJSON.text(node)
        == "{\"a\": [1, 2.5, 100000.0, 12345678901234567890, -0.0, true, null], "
        + "\"é\": \"\\b\\f\\n\\\"\\u0001\"}")
  }
}
