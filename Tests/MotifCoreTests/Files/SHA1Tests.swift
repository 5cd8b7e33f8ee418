import MotifCore
import Testing

@Suite struct SHA1Tests {
  private func digest(_ bytes: [UInt8]) -> String {
    let words = bytes.withUnsafeBufferPointer { SHA1.words(of: $0) }
    return [words.0, words.1, words.2, words.3, words.4].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// FIPS 180-4's examples, and lengths at the edges of a block, from Python's hashlib.
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    ("The quick brown fox jumps over the lazy dog", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"),
    ("The quick brown fox jumps over the lazy cog", "de9f2c7fd25e1b3afad3e85a0bd17d9b100db4b3"),
  ])
  func examples(text: String, expected: String) {
    #expect(digest(Array(text.utf8)) == expected)
  }

  @Test(arguments: [
    (1, "9842926af7ca0a8cca12604f945414f07b01e13d"),
    (54, "0617d0e2db51b03d5d09c217b3fe0643ed6d152f"),
    (55, "ddf57317ef34bfee3b6df83d359098930eb278bc"),
    (56, "a0d492bb0fc889d0eca3bc137066ab6f4f74f369"),
    (57, "11a02dcf95859677a62e75024067c22b165d890f"),
    (63, "c55856749bef509bdfe6bfebfc7bf4e793e82132"),
    (64, "bede92be29c3874e1b54ddc77988d606fc857a8e"),
    (65, "b05a80522b053d6dc7e0a517d0e70212c7dad11f"),
    (119, "504e27376a6e0f0dba8295b85cb25dc4dfa17d23"),
    (120, "82134b02fb3f702491be9bed581eeab59334acb2"),
    (127, "34d5e582029e9b9b85b2febe31da3db7cdabaaea"),
    (128, "a09133e6730ffe899efb70204cb5646cd5dc24ee"),
    (129, "808aea332ce367541d37adae7f94e59c5c1a934e"),
    (1000, "4231a8a50a10fa9758db8ec71fdef855b751048a"),
  ])
  func lengths(count: Int, expected: String) {
    #expect(digest((0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }) == expected)
  }

  @Test func aMillionTimesA() {
    #expect(
      digest([UInt8](repeating: 0x61, count: 1_000_000))
        == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
  }

  @Test func theFirstBytesAreANumber() {
    let bytes = Array("abc".utf8)
    #expect(bytes.withUnsafeBufferPointer { SHA1.low64(of: $0) } == 0x6a81_0647_363e_99a9)
  }
}
