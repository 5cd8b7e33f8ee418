import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct NearDuplicatesTests {
  private struct Group: Decodable {
    let members: [Int]
    let keep: Int
  }

  private struct Groups: Decodable {
    let exact: [Group]
    let clusters: [String: [Group]]
  }

  private struct Pair: Decodable {
    let a: Int
    let b: Int
    let common: Int
    let union: Int
  }

  private struct Bands: Decodable {
    let bands: Int
    let rows: Int
    let candidates: [[Int]]
  }

  @Test func goldenExactGroups() throws {
    let documents = try MinHashDocument.all()
    let golden: Groups = try Golden.value("minhash/groups.json")
    let groups = ExactDuplicates.groups(
      documents.map { TextFingerprint(NormalizedText($0.text)) })
    #expect(groups.map { $0.map { documents[$0].id } } == golden.exact.map(\.members))
    let kept = groups.map { NearDuplicates.best(of: $0) { documents[$0].score } }
    #expect(kept.map { documents[$0 ?? 0].id } == golden.exact.map(\.keep))
  }

  @Test func goldenPairsAndClusters() throws {
    let documents = try MinHashDocument.all()
    let shingles = documents.map { Shingles(NormalizedText($0.text)).distinct }
    for pair in try Golden.rows("minhash/pairs.jsonl", as: Pair.self) {
      let first = try #require(documents.firstIndex { $0.id == pair.a })
      let second = try #require(documents.firstIndex { $0.id == pair.b })
      let overlap = Shingles.overlap(shingles[first], shingles[second])
      #expect(overlap == (pair.common, pair.union))
    }
    let golden: Groups = try Golden.value("minhash/groups.json")
    for (threshold, expected) in golden.clusters {
      let limit = SimilarityThreshold(try #require(Double(threshold)))
      var groups = UnionFind(count: documents.count)
      for a in documents.indices {
        for b in documents.indices.dropFirst(a + 1) {
          let overlap = Shingles.overlap(shingles[a], shingles[b])
          if limit.isReached(by: overlap.common, of: overlap.union) { groups.join(a, b) }
        }
      }
      let found = groups.groups()
      #expect(found.map { $0.map { documents[$0].id } } == expected.map(\.members))
      let kept = found.map { NearDuplicates.best(of: $0) { documents[$0].score } }
      #expect(kept.map { documents[$0 ?? 0].id } == expected.map(\.keep))
    }
  }

  @Test func goldenCandidates() throws {
    let rows = try SignatureRow.all()
    let signatures = rows.map { $0.signature.compactMap { UInt64($0) } }
    let golden: [String: Bands] = try Golden.value("minhash/lsh.json")
    for shape in golden.values {
      let bands = NearDuplicates(bands: shape.bands, rows: shape.rows)
      let found = bands.candidates(signatures).map { $0.map { rows[$0].id } }
      #expect(found == shape.candidates)
    }
  }

  /// Groups are the components of the graph of verified candidates, whatever order they are found in.
  @Test func groupsAreComponentsOfVerifiedCandidates() throws {
    var random = CounterRandomText(seed: 11)
    for trial in 0..<40 {
      // Few values, so that bands agree often.
      let signatures = (0..<60).map { _ in (0..<12).map { _ in UInt64(random.integer(below: 3)) } }
      let bands = NearDuplicates(bands: 4, rows: 3)
      let least = 3 + trial % 6
      let isSimilar = { (a: Int, b: Int) in
        MinHashPermutations.equalRows(signatures[a], signatures[b]) >= least
      }
      var expected = UnionFind(count: 60)
      for pair in bands.candidates(signatures) where isSimilar(pair[0], pair[1]) {
        expected.join(pair[0], pair[1])
      }
      let found = bands.groups(count: 60, signature: { signatures[$0] }, isSimilar: isSimilar)
      let components = expected.groups()
      #expect(found == components)
    }
  }

  @Test func copiesCostOneCheckEach() {
    var checks = 0
    let groups = NearDuplicates(bands: 2, rows: 2).groups(
      count: 5000, signature: { _ in [1, 2, 3, 4] },
      isSimilar: { _, _ in
        checks += 1
        return true
      })
    #expect(groups == [Array(0..<5000)])
    #expect(checks == 4999)
  }

  @Test func thresholdsAreExact() {
    for tenths in 0...10 {
      let threshold = SimilarityThreshold(Double(tenths) / 10)
      for union in 1...200 {
        for common in 0...union {
          #expect(threshold.isReached(by: common, of: union) == (10 * common >= tenths * union))
        }
      }
    }
    #expect(!SimilarityThreshold(0).isReached(by: 0, of: 0))
  }

  @Test func theBestScoreIsKept() {
    let scores = [0.5, 0.9, 0.9, .nan, -.infinity, 0.1]
    #expect(NearDuplicates.best(of: [0, 1, 2]) { scores[$0] } == 1)
    #expect(NearDuplicates.best(of: [2, 1, 0]) { scores[$0] } == 1)
    #expect(NearDuplicates.best(of: [3, 5]) { scores[$0] } == 5)
    #expect(NearDuplicates.best(of: [4, 3]) { scores[$0] } == 3)
    #expect(NearDuplicates.best(of: []) { _ in 0 } == nil)
  }

  @Test func groupsJoin() {
    var groups = UnionFind(count: 8)
    let none = groups.groups()
    let joined = [groups.join(7, 3), groups.join(3, 5), groups.join(5, 7), groups.join(1, 0)]
    let two = groups.groups()
    groups.join(0, 5)
    let one = [groups.find(7), groups.find(2)]
    #expect(none == [] && two == [[0, 1], [3, 5, 7]] && one == [0, 2])
    #expect(joined == [true, true, false, true])
  }
}
