/// Korean numbers: the Sino-Korean ones and the native ones with their counters.
///
/// Levels: 1 Sino-Korean up to 99, 2 up to 9,999, 3 native with a counter, 4 sums of those.
struct KoreanNumbersFamily: TaskFamily {
  let name = "koreanNumbers"
  let levels = 1...4
  let domain = TaskDomain.koreanLanguage
  let form = AnswerForm.sentence
  let hasKnownEntropy = true

  private static let digits = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"]
  private static let ones = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"]
  private static let tens = ["", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"]
  private static let counted = [
    (thing: "사과", counter: "개"), (thing: "책", counter: "권"), (thing: "고양이", counter: "마리"),
    (thing: "종이", counter: "장"), (thing: "자동차", counter: "대"), (thing: "물", counter: "병"),
  ]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    switch level {
    case 1, 2:
      let number = choices.integer(in: level == 1 ? 1...99 : 100...9999)
      let (question, end) = choices.pick([("숫자", "한글로 쓰세요."), ("수", "한자어 수로 쓰세요.")])
      return TaskItem(
        prompt: "\(question) \(number)을(를) \(end)", answer: Self.sino(number),
        steps: Self.parts(number).map { "\($0): \(Self.sino($0))" })
    case 3:
      let number = choices.integer(in: 1...99)
      let kind = choices.pick(Self.counted)
      return TaskItem(
        prompt: "\(kind.thing) \(number)\(KoreanParticle.object(kind.counter)) 세어 한글로 쓰세요.",
        answer: "\(Self.native(number)) \(kind.counter)",
        steps: Self.parts(number).map { "\($0): \(Self.native($0))" })
    default:
      let kind = choices.pick(Self.counted)
      let (first, second) = (choices.integer(in: 1...49), choices.integer(in: 1...49))
      let particle = KoreanParticle.subject(kind.thing)
      return TaskItem(
        prompt: "\(particle) \(Self.native(first)) \(kind.counter) 있어요. "
          + "\(Self.native(second)) \(kind.counter) 더 사요. 모두 몇 \(kind.counter) 있어요?",
        answer: "\(Self.native(first + second)) \(kind.counter)",
        steps: ["\(first) + \(second) = \(first + second)"])
    }
  }

  /// 5,034 as 5,000, 30 and 4.
  private static func parts(_ number: Int) -> [Int] {
    [1000, 100, 10, 1].map { number / $0 % 10 * $0 }.filter { $0 > 0 }
  }

  /// 234 is 이백삼십사; a one before 십, 백 and 천 is not said.
  private static func sino(_ number: Int) -> String {
    zip([1000, 100, 10, 1], ["천", "백", "십", ""]).reduce(into: "") { text, unit in
      let digit = number / unit.0 % 10
      if digit > 0 { text += (digit == 1 && unit.0 > 1 ? "" : digits[digit]) + unit.1 }
    }
  }

  /// As said before a counter: 21 is 스물한, 20 alone is 스무.
  private static func native(_ number: Int) -> String {
    number == 20 ? "스무" : tens[number / 10] + ones[number % 10]
  }
}
