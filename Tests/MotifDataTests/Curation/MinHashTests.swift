import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// What `goldens/minhash` says of one document.
struct MinHashDocument: Decodable {
  let id: Int
  let text: String
  let score: Double
  let words: Int
  let shingles: Int
  let shingles_sha256: String
  let shingle_list: [String]?

  static func all() throws -> [MinHashDocument] { try Golden.rows("minhash/documents.jsonl") }
}

/// The signature of one document.
struct SignatureRow: Decodable {
  let id: Int
  let signature: [String]
  let hashes: [String]?

  static func all() throws -> [SignatureRow] { try Golden.rows("minhash/signatures.jsonl") }
}

@Suite struct MinHashTests {
  private struct Functions: Decodable {
    let modulus: String
    let a: [String]
    let b: [String]
  }

  private struct Estimate: Decodable {
    let a: Int
    let b: Int
    let equal_rows: Int
  }

  @Test func shinglesOfGoldenDocuments() throws {
    for row in try MinHashDocument.all() {
      let text = NormalizedText(row.text)
      let distinct = Shingles(text).distinct.sorted { $0.lexicographicallyPrecedes($1) }
      #expect(text.words.count == row.words)
      #expect(distinct.count == row.shingles)
      let joined = Array(distinct.joined(separator: [0x0A]))
      #expect(joined.withUnsafeBytes { SHA256.digest($0) } == row.shingles_sha256)
      if let list = row.shingle_list { #expect(Set(list.map { Array($0.utf8) }) == Set(distinct)) }
    }
  }

  @Test func signaturesOfGoldenDocuments() throws {
    let functions: Functions = try Golden.value("minhash/permutations.json")
    #expect(functions.modulus == "\(MinHashPermutations.modulus)")
    let permutations = MinHashPermutations(
      factors: functions.a.compactMap { UInt64($0) },
      summands: functions.b.compactMap { UInt64($0) })
    let documents = try MinHashDocument.all()
    for row in try SignatureRow.all() {
      let document = try #require(documents.first { $0.id == row.id })
      let hashes = Shingles(NormalizedText(document.text)).hashes
      #expect(permutations.signature(of: hashes).map(String.init) == row.signature)
      if let expected = row.hashes { #expect(Set(hashes.map(String.init)) == Set(expected)) }
    }
  }

  @Test func goldenEstimates() throws {
    let signatures = Dictionary(
      uniqueKeysWithValues: try SignatureRow.all().map {
        ($0.id, $0.signature.compactMap(UInt64.init))
      })
    for row in try Golden.rows("minhash/estimates.jsonl", as: Estimate.self) {
      let (a, b) = (try #require(signatures[row.a]), try #require(signatures[row.b]))
      #expect(MinHashPermutations.equalRows(a, b) == row.equal_rows)
    }
  }

  @Test func functionsAreExact() {
    // Against arithmetic of 128 bits, at the edges and between them.
    let p = UInt128(MinHashPermutations.modulus)
    var random = CounterRandom(seed: 5, name: "products")
    let edges: [UInt64] = [0, 1, 2, 7, 8, 1 << 60, 1 << 61 - 2]
    let drawn = (0..<40).map { _ in UInt64(random.integer(below: Int(p))) }
    for a in edges + drawn {
      for x in edges + drawn {
        for b in edges {
          let exact = UInt64((UInt128(a) * UInt128(x) + UInt128(b)) % p)
          #expect(MinHashPermutations.value(a, x, b) == exact)
        }
      }
    }
  }

  @Test func estimatesFollowTheSimilarity() {
    let permutations = MinHashPermutations(count: 128, seed: 9)
    #expect(permutations.factors.allSatisfy { 1..<MinHashPermutations.modulus ~= $0 })
    #expect(permutations.summands.allSatisfy { $0 < MinHashPermutations.modulus })
    #expect(Set(permutations.factors).count == 128)
    #expect(permutations == MinHashPermutations(count: 128, seed: 9))
    #expect(permutations != MinHashPermutations(count: 128, seed: 10))
    var random = CounterRandom(seed: 6, name: "sets")
    for common in stride(from: 0, through: 400, by: 50) {
      let shared = (0..<common).map { _ in UInt64(random.integer(below: 1 << 60)) }
      let own = { (0..<(400 - common) / 2).map { _ in UInt64(random.integer(below: 1 << 60)) } }
      let a = permutations.signature(of: shared + own())
      let b = permutations.signature(of: (shared + own()).reversed())
      let share = Double(MinHashPermutations.equalRows(a, b)) / 128
      // Five standard deviations of 128 draws.
      let j = Double(common) / 400
      #expect(abs(share - j) <= 5 * (j * (1 - j) / 128).squareRoot())
    }
    #expect(Set(permutations.signature(of: [])) == [MinHashPermutations.modulus])
  }

  @Test(arguments: [
    ("", []), ("One", ["one"]), ("a b c d", ["a b c d"]), ("a b c d e", ["a b c d e"]),
    ("a b c d e f", ["a b c d e", "b c d e f"]), ("a a a a a a", ["a a a a a"]),
    ("x, y! z? u v", ["x, y! z? u v"]), (" É  b ", ["é b"]),
  ])
  func shinglesOfShortTexts(text: String, expected: [String]) {
    #expect(Shingles(NormalizedText(text)).distinct == Set(expected.map { Array($0.utf8) }))
  }
}
