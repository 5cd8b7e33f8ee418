/// The first tokens of a word in files of SentencePiece's layout: one for every character that has
/// one, the bytes of the others.
struct ByteFallback: Sendable {
  /// How decoding turns tokens into text.
  struct Decoding: Sendable, Equatable {
    /// Every occurrence of the first text in a token stands for the second.
    var replacements: [Replacement] = []
    /// How many spaces at the start of a text were put there by the normalizer.
    var strippedSpaces = 0
  }

  /// What a token spells, and what it stands for.
  struct Replacement: Sendable, Equatable {
    let old: String
    let new: String
  }

  /// The tokens of whole characters.
  let characters: [Unicode.Scalar: Int32]
  /// The tokens `<0x00>` to `<0xFF>`.
  let bytes: ContiguousArray<Int32>
  /// How tokens become text.
  let decoding: Decoding

  /// How a file spells the token of `byte`.
  static func spelling(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x" + (digits.count < 2 ? "0" : "") + digits + ">"
  }

  /// The token of every byte that is a word of its own: its character's where it has one.
  var singleBytes: ContiguousArray<Int32> {
    ContiguousArray(
      (UInt8.min...UInt8.max).map { byte in
        (byte < 0x80 ? characters[Unicode.Scalar(byte)] : nil) ?? bytes[Int(byte)]
      })
  }

  /// Appends the tokens of the characters of `word` to `symbols`.
  func appendSymbols(
    of word: UnsafeBufferPointer<UInt8>, to symbols: inout ContiguousArray<Int32>
  ) {
    var index = 0
    while index < word.count {
      let next = word.scalar(at: index)
      if let token = characters[next.scalar] {
        symbols.append(token)
      } else {
        for byte in word[index..<next.end] { symbols.append(bytes[Int(byte)]) }
      }
      index = next.end
    }
  }

  /// What the tokens of `vocabulary`, bytes by id, stand for.
  func decoded(_ vocabulary: [ContiguousArray<UInt8>]) -> [ContiguousArray<UInt8>] {
    let replacing = Normalizer(decoding.replacements.map { .replace($0.old, with: $0.new) })
    var result = vocabulary.map { token in
      ContiguousArray(token.withUnsafeBufferPointer { replacing.normalized($0) } ?? [])
    }
    for byte in UInt8.min...UInt8.max { result[Int(bytes[Int(byte)])] = [byte] }
    return result
  }
}
