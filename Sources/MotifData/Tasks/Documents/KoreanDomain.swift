/// Korean sentences about everyday life, with particles that agree with the word before them.
public struct KoreanDomain: SyntheticDomain {
  /// `korean`.
  public let name = "korean"

  /// The domain.
  public init() {}

  /// Six sentences about one person.
  public func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    let person = choices.pick(Self.people)
    let sentences = (0..<6).map { _ in Self.sentence(person, &choices) }
    return SyntheticDocument(
      text: sentences.joined(separator: " ") + "\n", entropyBits: choices.bits)
  }

  private static func sentence(_ person: String, _ choices: inout Choices) -> String {
    switch choices.weighted([4, 2, 2, 1]) {
    case 0:
      let deed = choices.pick(deeds)
      let object = KoreanParticle.object(choices.pick(deed.objects))
      let time = choices.pick(times)
      let place = choices.pick(places)
      return "\(KoreanParticle.topic(person)) \(time) \(place)에서 \(object) \(deed.verb)."
    case 1:
      let time = choices.pick(times)
      let place = KoreanParticle.toward(choices.pick(places))
      return "\(KoreanParticle.topic(person)) \(time) \(place) 가요."
    case 2:
      let thing = choices.pick(deeds[choices.integer(below: deeds.count)].objects)
      return "\(KoreanParticle.subject(thing)) \(choices.pick(states))."
    default:
      let friend = KoreanParticle.with(choices.pick(people.filter { $0 != person }))
      return "\(KoreanParticle.topic(person)) \(friend) 같이 \(choices.pick(together))."
    }
  }

  static let people = [
    "민수", "지영", "수진", "영희", "철수", "현준", "은정", "동훈", "하나", "서연", "선생님", "동생", "할머니",
    "친구", "어머니", "형",
  ]
  static let times = ["아침에", "저녁에", "오늘", "내일", "매일", "주말에"]
  static let places = [
    "집", "학교", "공원", "시장", "도서관", "식당", "교실", "바다", "서울", "부산", "산", "회사",
  ]
  static let states = ["좋아요", "있어요", "없어요", "비싸요", "작아요", "커요"]
  static let together = ["놀아요", "걸어요", "노래해요", "공부해요", "웃어요"]
  static let deeds: [(verb: String, objects: [String])] = [
    ("먹어요", ["밥", "사과", "빵", "김치", "국수", "떡", "생선", "수박"]),
    ("마셔요", ["물", "차", "우유", "커피", "주스"]),
    ("읽어요", ["책", "신문", "편지", "소설", "시"]),
    ("사요", ["옷", "모자", "연필", "꽃", "가방", "신발"]),
    ("봐요", ["영화", "그림", "사진", "하늘", "별"]),
  ]
}
