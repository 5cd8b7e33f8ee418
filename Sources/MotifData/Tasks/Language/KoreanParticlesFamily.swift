/// The particles that the words of a Korean sentence take.
///
/// Levels: 1 the topic, 2 the object, 3 both, 4 a companion and a direction too.
struct KoreanParticlesFamily: TaskFamily {
  let name = "koreanParticles"
  let levels = 1...4
  let domain = TaskDomain.koreanLanguage
  let form = AnswerForm.sentence
  let hasKnownEntropy = true

  private static let people = [
    "민수", "지영", "수진", "영희", "현준", "은정", "동훈", "서연", "선생님", "동생", "할머니", "친구", "형", "누나",
  ]
  private static let deeds: [(verb: String, objects: [String])] = [
    ("먹어요", ["밥", "사과", "빵", "김치", "국수", "떡"]), ("사요", ["옷", "모자", "연필", "꽃", "가방"]),
    ("읽어요", ["책", "신문", "편지", "소설"]), ("봐요", ["영화", "그림", "하늘", "별"]),
  ]
  private static let places = ["집", "학교", "공원", "시장", "도서관", "서울", "부산", "교실"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let people = choices.distinct(level == 4 ? 2 : 1, of: Self.people)
    let deed = choices.pick(Self.deeds)
    let object = choices.pick(deed.objects)
    let place = choices.pick(Self.places)
    let topic = KoreanParticle.topic(people[0])
    let withParticle = KoreanParticle.object(object)
    let (gapped, right): (String, String) =
      switch level {
      case 1:
        (
          "\(people[0])( ) \(place)에서 \(withParticle) \(deed.verb).",
          "\(topic) \(place)에서 \(withParticle) \(deed.verb)."
        )
      case 2:
        (
          "\(topic) \(place)에서 \(object)( ) \(deed.verb).",
          "\(topic) \(place)에서 \(withParticle) \(deed.verb)."
        )
      case 3:
        (
          "\(people[0])( ) \(place)에서 \(object)( ) \(deed.verb).",
          "\(topic) \(place)에서 \(withParticle) \(deed.verb)."
        )
      default:
        (
          "\(people[0])( ) \(people[1])( ) 같이 \(place)( ) 가서 \(object)( ) \(deed.verb).",
          "\(topic) \(KoreanParticle.with(people[1])) 같이 \(KoreanParticle.toward(place)) 가서 "
            + "\(withParticle) \(deed.verb)."
        )
      }
    return TaskItem(
      prompt: "빈칸을 채워 문장을 쓰세요: \(gapped)", answer: right,
      steps: level == 2 ? ["\(object): \(withParticle)"] : ["\(people[0]): \(topic)"])
  }
}
