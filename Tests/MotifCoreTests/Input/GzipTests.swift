import Foundation
import MotifTestSupport
import Testing

@testable import MotifCore

/// Files of gzip give their whole text or an error that says what is wrong with them.
@Suite struct GzipTests {
  /// What a file of the fixtures holds, or why it holds nothing.
  struct Expected: Decodable, CustomTestStringConvertible, Sendable {
    let file: String
    let valid: Bool
    let bytes: Int?
    let sha256: String?
    let reason: String?

    var path: String { Fixtures.folder.appendingPathComponent("gzip/\(file)").path }
    var testDescription: String { file }
  }

  private static let expected = Result {
    try Data(contentsOf: Fixtures.folder.appendingPathComponent("gzip/expected.jsonl"))
      .split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(Expected.self, from: $0) }
  }

  @Test func goodFilesGiveAllTheirBytes() throws {
    let good = try Self.expected.get().filter(\.valid)
    #expect(!good.isEmpty)
    for file in good {
      for piece in [1, 7, 4096, 1 << 20] {
        let bytes = try InputBytes.read(file.path, piece: piece)
        #expect(bytes.count == file.bytes, "\(file.file)")
        #expect(bytes.withUnsafeBytes { SHA256.digest($0) } == file.sha256, "\(file.file)")
      }
    }
  }

  @Test func brokenFilesAreNamedWithWhatIsWrong() throws {
    let broken = try Self.expected.get().filter { !$0.valid }
    #expect(!broken.isEmpty)
    for file in broken {
      for piece in [1, 4096] {
        let error = #expect(throws: FileError.self, "\(file.file)") {
          try InputBytes.read(file.path, piece: piece)
        }
        #expect(error?.path == file.path)
        let reason = try #require(file.reason)
        #expect(
          error?.reason.localizedCaseInsensitiveContains(reason) == true,
          "\(file.file): \(String(describing: error))")
      }
    }
  }

  /// A cut between members gives those before it, a cut in the padding everything; any other is an error.
  @Test func aFileThatIsCutAnywhereIsTruncated() throws {
    for file in try Self.expected.get().filter(\.valid) where file.bytes ?? 0 < 4000 {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
      let whole = try InputBytes.read(file.path)
      var cutsBetweenMembers = 0
      for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        let cut = try InputBytes.file(bytes[..<count], name: "cut.gz")
        defer { InputBytes.remove(cut) }
        switch Result(catching: { () throws(FileError) in try InputBytes.read(cut) }) {
        case .success(let read):
          #expect(whole.starts(with: read))
          if read != whole { cutsBetweenMembers += 1 }
        case .failure(let error):
          #expect(error.reason.contains("truncated"), "\(file.file) cut at \(count): \(error)")
        }
      }
      #expect(cutsBetweenMembers <= 3, "\(file.file)")
    }
  }

  @Test func everyFlippedByteIsFoundOrHarmless() throws {
    let file = try #require(Self.expected.get().first { $0.valid && $0.bytes ?? 0 > 2000 })
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    let whole = try InputBytes.read(file.path)
    for index in stride(from: 0, to: bytes.count, by: 23) {
      var damaged = bytes
      damaged[index] ^= 0x10
      let path = try InputBytes.file(damaged[...], name: "flipped.gz")
      defer { InputBytes.remove(path) }
      // Only the time, the system and extra flags of the header may be another.
      if let read = try? InputBytes.read(path) { #expect(read == whole && index < 10) }
    }
  }

  @Test func theEndOfANameDecides() {
    #expect(Compression(path: "a/b.jsonl.gz") == .gzip)
    #expect(Compression(path: "a/B.GZ") == .gzip)
    #expect(Compression(path: "b.txt.zst") == .zstandard)
    #expect(Compression(path: "a.gz/b.txt") == .none)
    #expect(Compression(path: ".gz") == .none)
    #expect(Compression.plainName(of: "a.jsonl.zst") == "a.jsonl")
    #expect(Compression.plainName(of: "a.jsonl") == "a.jsonl")
  }

  @Test func aMissingLibraryNamesItsPackage() {
    let zlib = #expect(throws: MissingLibrary.self) { try ZlibLibrary(["libnothing.so.7"]) }
    #expect(zlib?.reason.hasPrefix("is compressed with gzip, which needs libz, and that") == true)
    #expect(zlib?.reason.contains("libnothing.so.7") == true)
    #expect(zlib?.reason.hasSuffix(": apt-get install zlib1g") == true)
    let zstd = #expect(throws: MissingLibrary.self) { try ZstandardLibrary(["libz.so.1"]) }
    #expect(zstd?.reason.contains("it lacks ZSTD_") == true)
    #expect(zstd?.reason.contains("libzstd1") == true)
  }
}
