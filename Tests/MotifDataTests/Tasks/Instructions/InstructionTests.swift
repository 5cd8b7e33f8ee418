import MotifCore
import Testing

@testable import MotifData

/// Instructions beyond the recorded ones, and what is said about rows that cannot be read.
@Suite struct InstructionTests {
  private func instruction(_ name: String, _ arguments: String) throws -> Instruction {
    let row = "{\"instruction_id_list\": [\"\(name)\"], \"kwargs\": [{\(arguments)}]}"
    let node = try JSONScanner.parse(Array(row.utf8), file: "row")
    return try InstructionReader.instructions(node)[0]
  }

  @Test(
    arguments: [
      (
        "length_constraints:number_sentences", #""num_sentences": 2, "relation": "less than""#,
        [
          "Dr. Smith met J. Doe at 3.14 p.m. today.": true, "He left. \"Why?\" she said.": false,
          "Wait... what": true, "No! Yes": false,
        ]
      ),
      (
        "change_case:capital_word_frequency",
        #""capital_frequency": 2, "capital_relation": "at least""#,
        [
          "IT'S fine": true, "A-B cd": false, "(NASA,ESA)": true, "Ab CD": false, "1 2": false,
        ]
      ),
      (
        "language:response_language", #""language": "uk""#,
        [
          "Сьогодні гарна погода": true, "Сегодня хорошая погода": false, "42": true,
          "weather": false,
        ]
      ),
      (
        "language:response_language", #""language": "ja""#,
        [
          "今日は天気がいいので本を読みます": true, "今天天气很好": false,
        ]
      ),
      (
        "language:response_language", #""language": "de""#,
        [
          "Das Wetter ist heute schön und wir lesen": true,
          "Het weer is vandaag mooi en wij": false,
        ]
      ),
      (
        "language:response_language", #""language": "fa""#,
        [
          "هوا امروز خوب است و کتاب چاپ": true, "الطقس جميل": false,
        ]
      ),
      (
        "keywords:forbidden_words", #""forbidden_words": ["c.t"]"#,
        [
          "a CUT here": false, "acute": true,
        ]
      ),
      (
        "keywords:letter_frequency",
        ##""letter": "#", "let_frequency": 2, "let_relation": "at least""##,
        [
          "# a #": true, "#": false,
        ]
      ),
      (
        "detectable_content:postscript", #""postscript_marker": "P.P.S""#,
        [
          "p. p. s": true, "P.P.S later": true, "P.S.": false,
        ]
      ),
      (
        "startend:end_checker", #""end_phrase": " Bye. ""#,
        [
          "so \"BYE.\"\n": true, "Bye": false,
        ]
      ),
      (
        "combination:two_responses", "",
        ["a******a": false, "a ****** b ******": true, "***": false]
      ),
      ("detectable_format:title", "", ["<<<a>>>": true, "<<a\n>>": false, "<<<>>>": false]),
    ] as [(String, String, [String: Bool])])
  func verdicts(name: String, arguments: String, texts: [String: Bool]) throws {
    let instruction = try instruction(name, arguments)
    for (text, verdict) in texts {
      #expect(instruction.isFollowed(by: text) == verdict, "\(name): \(text)")
    }
    #expect(!instruction.isFollowed(by: " \n") && !instruction.isLooselyFollowed(by: "\n \n"))
  }

  @Test(
    arguments: [
      ("{}", "has no list instruction_id_list"),
      (#"{"instruction_ids": []}"#, "has no list instruction_id_list"),
      (
        #"{"instruction_ids": ["punctuation:no_comma"], "kwargs": []}"#,
        "has no list kwargs with one object for each of its instructions"
      ),
      (
        #"{"instruction_ids": ["a:b"], "kwargs": [{}]}"#, "asks for the unknown instruction \"a:b\""
      ),
      (#"{"instruction_ids": [3], "kwargs": [{}]}"#, "asks for the unknown instruction 3"),
      (
        #"{"instruction_ids": ["keywords:existence"], "kwargs": [{"keywords": []}]}"#,
        "keywords:existence needs a list of texts as keywords"
      ),
      (
        #"{"instruction_ids": ["keywords:existence"], "kwargs": [{"keywords": ["a", 1]}]}"#,
        "keywords:existence needs a list of texts as keywords"
      ),
      (
        #"{"instruction_ids": ["keywords:existence"], "kwargs": [{"keywords": ["c++", "("]}]}"#,
        "the pattern \"c++\" repeats a repetition"
      ),
      (
        #"{"instruction_ids": ["detectable_format:number_bullet_lists"], "kwargs": [{"num_bullets": 0}]}"#,
        "detectable_format:number_bullet_lists needs a whole number above 0 as num_bullets"
      ),
      (
        #"{"instruction_ids": ["length_constraints:number_words"], "kwargs": [{"num_words": 3, "relation": "at most"}]}"#,
        "length_constraints:number_words needs \"at least\" or \"less than\" as relation"
      ),
    ])
  func aBadRowIsNamed(line: String, reason: String) throws {
    let good = #"{"prompt": "p", "instruction_ids": ["punctuation:no_comma"], "kwargs": [{}]}"#
    let file = try TemporaryFile([good, line].joined(separator: "\n"))
    #expect(throws: FileError(path: "\(file.path):2", reason: reason)) {
      try InstructionItem.read(file.path)
    }
    let (items, passed) = try InstructionItem.read(file.path, onBadRow: .skip)
    #expect(items.map(\.prompt) == ["p"] && passed.broken == 1)
    let empty = try TemporaryFile("\n")
    #expect(throws: FileError(path: empty.path, reason: "holds no instruction")) {
      try InstructionItem.read(empty.path)
    }
  }

  /// Every checker gets random texts and damaged rows.
  @Test func nothingTraps() throws {
    var random = CounterRandom(seed: 8, name: "instructions")
    let all =
      #""keywords": ["a.c"], "keyword": "b", "frequency": 1, "relation": "less than", "forbidden_words": ["c"], "letter": "e", "let_frequency": 1, "let_relation": "at least", "language": "fr", "num_sentences": 1, "num_paragraphs": 1, "num_words": 2, "nth_paragraph": 1, "first_word": "x", "num_placeholders": 1, "postscript_marker": "P.S.", "num_bullets": 1, "num_highlights": 1, "section_spliter": "S", "num_sections": 1, "prompt_to_repeat": "p", "end_phrase": "q", "capital_frequency": 1, "capital_relation": "at least""#
    let instructions = try Instruction.Kind.allCases.map { try instruction($0.rawValue, all) }
    let alphabet = Array("aB.!? \n\"'*<>[]{}-#,P.S1é한\u{130}\u{301}".unicodeScalars)
    for _ in 0..<120 {
      var text = String.UnicodeScalarView()
      for _ in 0..<random.integer(below: 40) {
        text.append(alphabet[random.integer(below: alphabet.count)])
      }
      for instruction in instructions {
        let strict = instruction.isFollowed(by: String(text))
        #expect(!strict || instruction.isLooselyFollowed(by: String(text)))
      }
    }
    let row = "{\"instruction_ids\": [\"keywords:existence\"], \"kwargs\": [{\(all)}]}"
    for _ in 0..<400 {
      var bytes = Array(row.utf8)
      for _ in 0...random.integer(below: 4) {
        bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
      }
      _ = try? InstructionItem.read(try TemporaryFile(bytes).path, onBadRow: .skip)
    }
  }
}
