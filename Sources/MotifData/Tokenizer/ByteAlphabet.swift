/// GPT-2's alphabet: one printable character per byte, in which `tokenizer.json` spells tokens.
///
/// Printable Latin-1 bytes stand for themselves; the 68 others take U+0100 upwards in byte order.
enum ByteAlphabet {
  /// The character of every byte.
  static let characters: [Unicode.Scalar] = {
    var spare: UInt32 = 0x100
    return (UInt32(0)...255).map { byte in
      let stands =
        (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
      let value = stands ? byte : spare
      if !stands { spare += 1 }
      return Unicode.Scalar(value) ?? " "
    }
  }()

  private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
    uniqueKeysWithValues: characters.enumerated().map { ($1, UInt8($0)) })

  /// `bytes` spelled in the alphabet.
  static func spell(_ bytes: ContiguousArray<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(characters[Int(byte)]) }
    return String(text)
  }

  /// The bytes that `spelling` stands for, or nil when a character is not of the alphabet.
  static func bytes(_ spelling: String) -> ContiguousArray<UInt8>? {
    var output = ContiguousArray<UInt8>()
    for scalar in spelling.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      output.append(byte)
    }
    return output
  }
}
