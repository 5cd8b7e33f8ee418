/// Guesses the language of a text from its script and, where several share one, from common words.
enum LanguageGuess {
  /// The code of the language, such as `en`; nil without a letter.
  static func of(_ text: [Unicode.Scalar]) -> String? {
    var counts: [String: Int] = [:]
    for scalar in text {
      if let script = script(scalar) { counts[script, default: 0] += 1 }
    }
    let kana = counts["ja", default: 0]
    // Japanese is written with Chinese characters too.
    if kana > 0, kana * 10 > counts["zh-cn", default: 0] {
      counts["ja", default: 0] += counts.removeValue(forKey: "zh-cn") ?? 0
    }
    let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    switch most {
    case nil: return nil
    case "latin": return common(text, latin) ?? "en"
    case "cyrillic": return cyrillic(text)
    case "arabic": return arabic(text)
    case "devanagari": return common(text, devanagari) ?? "hi"
    case let language?: return language
    }
  }

  /// The script of a letter, by the name of its language where it has one.
  private static func script(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: "latin"
    case 0x370...0x3FF, 0x1F00...0x1FFF: "el"
    case 0x400...0x52F: "cyrillic"
    case 0x590...0x5FF: "he"
    case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: "arabic"
    case 0x900...0x97F: "devanagari"
    case 0x980...0x9FF: "bn"
    case 0xA00...0xA7F: "pa"
    case 0xA80...0xAFF: "gu"
    case 0xB80...0xBFF: "ta"
    case 0xC00...0xC7F: "te"
    case 0xC80...0xCFF: "kn"
    case 0xD00...0xD7F: "ml"
    case 0xE00...0xE7F: "th"
    case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7A3: "ko"
    case 0x3040...0x30FF: "ja"
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2A6DF: "zh-cn"
    default: nil
    }
  }

  private static func holds(_ text: [Unicode.Scalar], _ letters: String) -> Bool {
    let letters = Set(letters.unicodeScalars)
    return text.contains(where: letters.contains)
  }

  private static func cyrillic(_ text: [Unicode.Scalar]) -> String {
    if holds(text, "іїєґІЇЄҐ") { return "uk" }
    if holds(text, "ѓќѕџЃЌЅЏ") { return "mk" }
    return holds(text, "ыэёЫЭЁ") ? "ru" : common(text, cyrillicWords) ?? "ru"
  }

  private static func arabic(_ text: [Unicode.Scalar]) -> String {
    if holds(text, "ٹڈڑںےھ") { return "ur" }
    return holds(text, "پچژگ") ? "fa" : "ar"
  }

  /// The language with most of its common words in `text`; the first of equal ones, nil without any.
  private static func common(
    _ text: [Unicode.Scalar], _ languages: [(code: String, words: Set<String>)]
  ) -> String? {
    let words = text.lowered.split { !$0.properties.isAlphabetic }.map { word in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: word)
      return String(text)
    }
    var best: (code: String, count: Int)?
    for language in languages {
      let count = words.count(where: language.words.contains)
      if count > best?.count ?? 0 { best = (language.code, count) }
    }
    return best?.code
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }

  private static let latin: [(code: String, words: Set<String>)] = [
    (
      "en", words("the and of to a in is it that we you for with are on be this have not our i his")
    ),
    ("fr", words("le la les et des est un une nous dans avec que pour qui sur pas nos il elle du")),
    ("de", words("der die das und ist wir ein eine nicht mit im den zu auf ich sie für dem heute")),
    (
      "es", words("el la los las y es un una en con que de por para no nos muy del se hoy nuestros")
    ),
    (
      "it", words("il la gli e è un una di che con per non nel del oggi nostri si sono lo le bello")
    ),
    ("pt", words("o a os as e é um uma em com que de para não no na do da nos hoje nossos muito")),
    ("nl", words("de het een en is we wij niet met van in te dat op voor zijn vandaag onze")),
    ("sv", words("och är en ett det vi att i på som med för inte den av till idag våra")),
    ("da", words("og er en et det vi at i på som med for ikke den af til dag vores")),
    ("no", words("og er en et det vi å i på som med for ikke den av til dag våre")),
    ("fi", words("ja on ei se että me hän oli mutta kun tänään kanssa ovat olemme hyvä sää")),
    ("pl", words("i jest w na z nie się to że do będziemy dzisiaj dziś oraz po jak naszymi")),
    ("cs", words("a je v na se že do s není budeme dnes jako ale po které našimi")),
    ("ro", words("și este în un o cu de la nu să vom astăzi noștri pe care din frumos")),
    ("hu", words("a az és egy van nem hogy ma is meg fogunk szép idő mi")),
    ("tr", words("ve bir bu için ile çok bugün güzel de da hava biz olarak değil")),
    ("vi", words("và là của chúng tôi một trong với không có hôm nay các được đẹp")),
    ("id", words("dan yang di ini itu dengan kami untuk hari akan tidak adalah bersama")),
    ("sw", words("na ya wa ni kwa katika leo sisi yetu hali hewa nzuri kitabu tutasoma")),
  ]

  private static let cyrillicWords: [(code: String, words: Set<String>)] = [
    ("ru", words("и в не на что с мы будем по это как из сегодня")),
    ("bg", words("и е в на не се да ще с от за че това днес ние времето")),
  ]

  private static let devanagari: [(code: String, words: Set<String>)] = [
    ("hi", words("है और में के का की हम से को हैं आज एक साथ")),
    ("mr", words("आहे आणि मध्ये आम्ही एक च्या ला आज आपण चांगले")),
    ("ne", words("छ र मा को हामी छन् आज एउटा सँग हाम्रा राम्रो")),
  ]
}
