/// Korean sentences from a grammar, with the particle that each noun's last syllable demands.
struct KoreanDomain: SyntheticDomain {
  let name = "korean"

  private static let people = ["민수", "지영", "선생님", "친구", "동생", "할머니", "학생", "아이"]
  private static let places = ["학교", "집", "시장", "공원", "도서관", "바다", "산", "부엌"]
  private static let times = ["오늘", "어제", "아침에", "저녁에", "주말에"]
  private static let actions = [
    ("책", "읽었다"), ("밥", "먹었다"), ("노래", "불렀다"), ("물", "마셨다"), ("사과", "샀다"),
    ("편지", "썼다"), ("그림", "그렸다"), ("영화", "보았다"), ("꽃", "심었다"), ("빵", "만들었다"),
  ]
  private static let qualities = ["크다", "예쁘다", "조용하다", "아름답다", "멀다"]

  func item(index: Int, seed: UInt64) -> SyntheticItem? { nil }

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var c = choices(index, seed)
    let sentences = (0..<5).map { _ in sentence(&c) }
    return SyntheticDocument(
      text: sentences.joined(separator: " ") + "\n", entropyBits: c.bits)
  }

  private func sentence(_ c: inout Choices) -> String {
    let person = c.pick(Self.people)
    let place = c.pick(Self.places)
    switch c.integer(below: 3) {
    case 0:
      let action = c.pick(Self.actions)
      return "\(c.pick(Self.times)) \(Self.topic(person)) \(place)에서 "
        + "\(Self.object(action.0)) \(action.1)."
    case 1:
      return "\(Self.topic(person)) \(place)에 갔다."
    default:
      return "\(Self.subject(place)) \(c.pick(Self.qualities))."
    }
  }

  /// 은 after a consonant, 는 after a vowel.
  static func topic(_ noun: String) -> String { noun + (endsInConsonant(noun) ? "은" : "는") }
  /// 이 after a consonant, 가 after a vowel.
  static func subject(_ noun: String) -> String { noun + (endsInConsonant(noun) ? "이" : "가") }
  /// 을 after a consonant, 를 after a vowel.
  static func object(_ noun: String) -> String { noun + (endsInConsonant(noun) ? "을" : "를") }

  /// A precomposed syllable is 0xAC00 + 28 · (…) + final consonant, 0 for none.
  private static func endsInConsonant(_ noun: String) -> Bool {
    guard let last = noun.unicodeScalars.last, (0xAC00...0xD7A3).contains(last.value) else {
      return false
    }
    return (last.value - 0xAC00) % 28 != 0
  }
}
