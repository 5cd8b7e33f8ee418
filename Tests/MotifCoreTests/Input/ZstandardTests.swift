import Testing

@testable import MotifCore

/// Files of Zstandard give their whole text or an error that says what is wrong with them.
@Suite struct ZstandardTests {
  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
    }
  }

  /// Made with zstd 1.5.4; three lines with a checksum, the same without, nothing, 200,000 bytes.
  private static let checked = bytes(
    "28b52ffd0468ad00007848656c6c6f2c206672616d65732e0a010022ce3ad4d6a2bb")
  private static let unchecked = bytes(
    "28b52ffd0058ad00007848656c6c6f2c206672616d65732e0a010022ce3a")
  private static let empty = bytes("28b52ffd240001000099e9d851")
  private static let long = bytes("28b52ffd00585400001061620100fbffe50e0b4d0000086101003c0d391002")
  /// The same in a frame whose window has 2 GiB.
  private static let wide = bytes("28b52ffd00a85400001061620100fbffe50e0b4500000001003d0df20b04")
  /// A frame that decoders pass over: magic, size 3, three bytes.
  private static let skippable = bytes("502a4d1803000000616263")
  private static let text = Array("Hello, frames.\nHello, frames.\nHello, frames.\n".utf8)

  private func read(_ bytes: [UInt8], piece: Int = 4096) throws -> [UInt8] {
    let path = try InputBytes.file(bytes[...], name: "a.zst")
    defer { InputBytes.remove(path) }
    return try InputBytes.read(path, piece: piece)
  }

  private func reason(_ bytes: [UInt8]) throws -> String {
    let error = #expect(throws: FileError.self) { try read(bytes) }
    return error?.reason ?? ""
  }

  @Test(arguments: [1, 10, 44, 45, 46, 1 << 20]) func goodFilesGiveAllTheirBytes(piece: Int) throws
  {
    #expect(try read(Self.checked, piece: piece) == Self.text)
    #expect(try read(Self.unchecked, piece: piece) == Self.text)
    #expect(try read(Self.empty, piece: piece) == [])
    #expect(
      try read(Self.checked + Self.skippable + Self.empty + Self.unchecked, piece: piece)
        == Self.text + Self.text)
    #expect(try read(Self.skippable + Self.checked, piece: piece) == Self.text)
    let long = try read(Self.long, piece: max(piece, 1000))
    #expect(long == Array(String(repeating: "ab", count: 100_000).utf8))
  }

  @Test func brokenFilesSayWhatIsWrong() throws {
    for count in 1..<Self.checked.count {
      #expect(try reason(Array(Self.checked[..<count])).contains("is truncated"))
      #expect(
        try reason(Self.unchecked + Self.checked[..<count]).contains("is truncated"), "\(count)")
    }
    #expect(try reason([]).contains("is truncated: it is empty"))
    #expect(try reason(Array("plain text".utf8)).contains("is not Zstandard"))
    #expect(try reason(Self.checked + Array("tail".utf8)).contains("trailing bytes"))
    var wrong = Self.checked
    wrong[wrong.count - 1] ^= 1
    #expect(try reason(wrong).contains("checksum"))
    #expect(try reason(Self.wide).contains("requires too much memory"))
  }
}
