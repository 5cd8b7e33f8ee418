/// The scripts that a language is told by, as far as ranges of scalars do.
package enum LetterScript: Sendable, Hashable, CaseIterable {
  case latin, greek, cyrillic, hebrew, arabic, devanagari, thai, kana, hangul, han, other

  /// The script of `scalar`; nil for what is no letter.
  package static func of(_ scalar: Unicode.Scalar) -> LetterScript? {
    guard scalar.properties.isAlphabetic else { return nil }
    switch scalar.value {
    case 0x41...0x24F, 0x1E00...0x1EFF: return .latin
    case 0x370...0x3FF, 0x1F00...0x1FFF: return .greek
    case 0x400...0x52F: return .cyrillic
    case 0x590...0x5FF: return .hebrew
    case 0x600...0x6FF, 0x750...0x77F: return .arabic
    case 0x900...0x97F: return .devanagari
    case 0xE00...0xE7F: return .thai
    case 0x3040...0x30FF: return .kana
    case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7A3: return .hangul
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x323AF: return .han
    default: return .other
    }
  }

  /// The share of the letters of `answer` that are of a script which at least a tenth of the letters of
  /// `prompt` are of; 1 where either has no letter.
  package static func match(_ answer: String, to prompt: String) -> Double {
    let wanted = counts(prompt)
    let found = counts(answer)
    let total = wanted.values.reduce(0, +)
    let letters = found.values.reduce(0, +)
    guard total > 0, letters > 0 else { return 1 }
    let good = found.filter { 10 * wanted[$0.key, default: 0] >= total }.values.reduce(0, +)
    return Double(good) / Double(letters)
  }

  private static func counts(_ text: String) -> [LetterScript: Int] {
    var counts: [LetterScript: Int] = [:]
    for scalar in text.unicodeScalars {
      if let script = of(scalar) { counts[script, default: 0] += 1 }
    }
    return counts
  }
}
