/// Korean particles that depend on how the word before them ends.
enum KoreanParticle {
  /// 은 after a final consonant, else 는.
  static func topic(_ word: String) -> String { word + (hasFinal(word) ? "은" : "는") }
  /// 이 after a final consonant, else 가.
  static func subject(_ word: String) -> String { word + (hasFinal(word) ? "이" : "가") }
  /// 을 after a final consonant, else 를.
  static func object(_ word: String) -> String { word + (hasFinal(word) ? "을" : "를") }
  /// 과 after a final consonant, else 와.
  static func with(_ word: String) -> String { word + (hasFinal(word) ? "과" : "와") }
  /// 으로 after a final consonant other than ㄹ, else 로.
  static func toward(_ word: String) -> String {
    let final = final(word)
    return word + (final == 0 || final == 8 ? "로" : "으로")
  }

  private static func hasFinal(_ word: String) -> Bool { final(word) != 0 }

  /// The number of the final consonant of the last syllable, 0 for none; 8 is ㄹ.
  ///
  /// Syllables are U+AC00 + (initial · 21 + vowel) · 28 + final (Unicode 3.12).
  private static func final(_ word: String) -> Int {
    guard let last = word.unicodeScalars.last, (0xAC00...0xD7A3).contains(last.value) else {
      return 0
    }
    return Int(last.value - 0xAC00) % 28
  }
}
