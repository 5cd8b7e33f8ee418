/// Numbers written as words in Spanish, French and German.
///
/// Levels: 1 up to 99, 2 up to 999; 3 and 4 the same the other way, from words to digits.
struct NumberWordsFamily: TaskFamily {
  let name = "numberWords"
  let levels = 1...4
  let domain = TaskDomain.multilingual
  let form = AnswerForm.sentence
  let hasKnownEntropy = true

  private static let languages = ["Spanish", "French", "German"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let language = choices.integer(below: Self.languages.count)
    let number = choices.integer(in: 1...(level % 2 == 1 ? 99 : 999))
    let words = Self.words(number, language: language)
    let parts = [number / 100 * 100, number % 100].filter { $0 > 0 }
    let steps = parts.count == 2 ? parts.map { "\($0): \(Self.words($0, language: language))" } : []
    return level < 3
      ? TaskItem(
        prompt: "Write \(number) in \(Self.languages[language]) words.", answer: words, steps: steps
      )
      : TaskItem(
        prompt: "Which number is \"\(words)\" in \(Self.languages[language])?", answer: "\(number)",
        steps: steps)
  }

  /// A number from 1 to 999 in Spanish, French or German, in this order.
  static func words(_ number: Int, language: Int) -> String {
    [spanish, french, german][language](number)
  }

  func verify(_ text: String, _ item: TaskItem) -> Double {
    let form = Int(item.answer) == nil ? form : .number
    return form.accepts(text, as: item.answer) ? 1 : 0
  }

  private static func spanish(_ number: Int) -> String {
    let small = [
      "", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
      "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve",
      "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
      "veintiséis", "veintisiete", "veintiocho", "veintinueve",
    ]
    let tens = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
    let hundreds = [
      "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
      "setecientos", "ochocientos", "novecientos",
    ]
    if number == 100 { return "cien" }
    if number > 100 {
      return joined(hundreds[number / 100 - 1], number % 100 == 0 ? "" : spanish(number % 100), " ")
    }
    return number < 30 ? small[number] : joined(tens[number / 10 - 3], small[number % 10], " y ")
  }

  private static func french(_ number: Int) -> String {
    let small = [
      "", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
      "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    ]
    let tens = ["vingt", "trente", "quarante", "cinquante", "soixante"]
    if number >= 100 {
      let rest = number % 100
      let many = number < 200 ? "cent" : small[number / 100] + (rest == 0 ? " cents" : " cent")
      return joined(many, rest == 0 ? "" : french(rest), " ")
    }
    if number < 20 { return small[number] }
    if number == 80 { return "quatre-vingts" }
    if number > 80 { return "quatre-vingt-" + small[number - 80] }
    let ten = min(number / 10, 6)
    let rest = number - 10 * ten
    return joined(tens[ten - 2], small[rest], rest == 1 || rest == 11 ? " et " : "-")
  }

  private static func german(_ number: Int) -> String {
    let small = [
      "", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
      "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
    ]
    let tens = [
      "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
    ]
    if number >= 100 {
      return small[number / 100] + "hundert" + (number % 100 == 0 ? "" : german(number % 100))
    }
    if number == 1 { return "eins" }
    if number < 20 { return small[number] }
    return joined(small[number % 10], tens[number / 10 - 2], "und")
  }

  private static func joined(_ first: String, _ second: String, _ link: String) -> String {
    first.isEmpty || second.isEmpty ? first + second : first + link + second
  }
}
