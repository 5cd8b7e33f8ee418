/// Counts sentences: they end at `.`, `?` or `!` before white space.
enum SentenceCount {
  /// Words whose point ends no sentence.
  private static let abbreviations: Set = [
    "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "vs", "e.g", "i.e", "etc", "no", "fig",
    "gen",
    "rep", "sen", "gov", "capt", "lt", "col", "inc", "ltd", "co", "corp", "u.s", "u.k", "a.m",
    "p.m",
    "jan", "feb", "aug", "sept", "oct", "nov", "dec",
  ]
  /// What may stand between the end of a sentence and white space.
  private static let closers = Set("\"')]}*_”’»".unicodeScalars)

  /// How many sentences `text` has.
  static func of(_ text: [Unicode.Scalar]) -> Int {
    var (sentences, hasWords) = (0, false)
    var word: [Unicode.Scalar] = []
    var index = 0
    while index < text.count {
      let scalar = text[index]
      index += 1
      if !".?!".unicodeScalars.contains(scalar) {
        hasWords = hasWords || !(scalar.isPythonSpace || closers.contains(scalar))
        if scalar.isPythonSpace { word = [] } else { word.append(scalar) }
        continue
      }
      let marks = text[(index - 1)...].prefix { ".?!".unicodeScalars.contains($0) }.count
      var end = index - 1 + marks
      while end < text.count, closers.contains(text[end]) { end += 1 }
      let isEnd = end == text.count || text[end].isPythonSpace
      let rest = text[end...].drop(while: \.isPythonSpace)
      if isEnd, !(scalar == "." && goesOn(word, marks: marks, before: rest)) {
        sentences += hasWords ? 1 : 0
        (hasWords, word) = (false, [])
        index = end
      } else {
        word += text[(index - 1)..<(index - 1 + marks)]
        (hasWords, index) = (true, index - 1 + marks)
      }
    }
    return sentences + (hasWords ? 1 : 0)
  }

  /// Whether a sentence goes on behind the point of `word`: an abbreviation, an initial, or an
  /// ellipsis before a small letter.
  private static func goesOn(
    _ word: [Unicode.Scalar], marks: Int, before rest: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let next = rest.first else { return false }
    if marks > 1 { return next.properties.isLowercase }
    let letters = word.drop { closers.contains($0) || $0 == "(" }
    if letters.count == 1, letters.first?.properties.isUppercase == true {
      return letters.first != "I"
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: letters)
    return abbreviations.contains(String(text).lowercased())
  }
}
