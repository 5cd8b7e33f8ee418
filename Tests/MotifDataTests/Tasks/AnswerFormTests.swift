import Testing

@testable import MotifData

/// Where an answer stands in a text, and which texts say the same.
@Suite struct AnswerFormTests {
  @Test(arguments: [
    ("17", "17", true), ("17", "170", false), ("1", "17", false), ("17", "So it is 17.", true),
    ("17", "17 apples", true), ("17", "x17", false), ("17", "17x", false), ("17", "1 7", false),
    ("17", "017", false), ("17", "17.0", true), ("17", "17.5", false), ("17", "34/2", true),
    ("17", "34/3", false), ("17", "17 or 18", false), ("17", "not 17", false),
    ("17", "It is not 17.", false), ("17", "-17", false), ("17", "minus 17", false),
    ("-17", "−17", true), ("-17", "17", false), ("0", "-0", false), ("0", "0", true),
    ("17", "8 + 9 = 17", true), ("17", "8 + 9 = 18, not 17", false), ("17", "17%", false),
    ("3/4", "0.75", true), ("3/4", "6/8", true), ("3/4", "3 / 4", true), ("3/4", "3/-4", false),
    ("3/4", "3/0", false), ("3/4", "0.7500", true), ("3/4", "03/4", false), ("3/4", ".75", false),
    ("3/4", "3 4", false), ("11/2", "1 1/2", false), ("17", "", false), ("17", "/17", false),
    ("17", "17000000000000000000000", false), ("17", "17\nAnswer: 18", false),
    ("17", "18\nAnswer: 17", true), ("17", "Answer: 17\nAnswer: 18", false),
    ("17", "The answer: 17", true), ("17", "seventeen", false), ("1000", "1,000", false),
  ])
  func numbers(answer: String, text: String, isRight: Bool) {
    #expect(AnswerForm.number.accepts(text, as: answer) == isRight)
  }

  @Test(arguments: [
    ("yes", true), ("Yes.", true), ("YES", true), ("no", false), ("yes or no", false),
    ("I would say yes", true), ("not yes", false), ("yes, it follows", true), ("yesterday", false),
    ("No, yes", false), ("yes yes", false), ("Answer: yes", true), ("It follows: yes", true),
  ])
  func words(text: String, isRight: Bool) {
    #expect(AnswerForm.word(["yes", "no"]).accepts(text, as: "yes") == isRight)
  }

  @Test(arguments: [
    ("3 -1 2", true), ("3, -1, 2", true), ("[3,-1,2]", true), ("(3 -1 2)", true),
    ("3, -1 2", false), ("3,, -1, 2", false), ("3 2 -1", false), ("3 -1", false),
    ("3 -1 2 2", false), ("3 1 2", false), ("[3 -1 2", false), ("03 -1 2", false),
    ("They are 3 -1 2.", true), ("x, y, z = 3, -1, 2", true), ("3 - 1 2", false),
    (",3, -1, 2", false), ("3, -1, 2,", false),
  ])
  func sequences(text: String, isRight: Bool) {
    #expect(AnswerForm.sequence.accepts(text, as: "3 -1 2") == isRight)
  }

  @Test(arguments: [
    ("{3, 7, 9}", true), ("9 3 7", true), ("{9,7,3}", true), ("{3, 7}", false),
    ("{3, 7, 9, 9}", false), ("{3, 7, 90}", false), ("{}", false), ("{3 7 9", false),
    ("The set is {7, 3, 9}.", true), ("none", false), ("3, 7, 9", true), ("37 9", false),
  ])
  func sets(text: String, isRight: Bool) {
    #expect(AnswerForm.set.accepts(text, as: "{3, 7, 9}") == isRight)
    #expect(AnswerForm.set.accepts(text, as: "{}") == ["{}", "none"].contains(text))
  }

  @Test func signsLettersAndSentences() {
    let symbols = AnswerForm.symbols
    #expect(symbols.accepts("] ) >", as: "])>") && symbols.accepts("Close: ])>", as: "])>"))
    #expect(!symbols.accepts(")]>", as: "])>") && !symbols.accepts("])", as: "])>"))
    #expect(!symbols.accepts("", as: "])>") && !symbols.accepts("]]>", as: "])>"))
    let literal = AnswerForm.literal
    #expect(literal.accepts("1F.", as: "1f") && literal.accepts("It is 1f", as: "1f"))
    #expect(!literal.accepts("1 f", as: "1f") && !literal.accepts("01f", as: "1f"))
    #expect(literal.accepts("-101", as: "-101") && !literal.accepts("101", as: "-101"))
    let sentence = AnswerForm.sentence
    #expect(sentence.accepts(" The  dog\nruns", as: "The dog runs."))
    #expect(!sentence.accepts("The dog runs away.", as: "The dog runs."))
    #expect(!sentence.accepts("He said the dog runs.", as: "The dog runs."))
    #expect(!sentence.accepts("The dogs runs.", as: "The dog runs."))
  }
}
