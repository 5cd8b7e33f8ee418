import MotifCore
import Testing

@Suite struct SafetensorsHashTests {
  private func digest(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { SHA256.digest($0) } }

  /// Vectors of FIPS 180-4 and the NIST example files.
  @Test func knownDigests() {
    #expect(
      digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      digest([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 200])
  func piecesGiveTheDigestOfTheWhole(count: Int) {
    let bytes = (0..<count).map { UInt8($0) }
    var hash = SHA256()
    for byte in bytes { withUnsafeBytes(of: byte) { hash.update($0) } }
    #expect(hash.finish() == digest(bytes))
  }
}
