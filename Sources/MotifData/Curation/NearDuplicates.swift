internal import MotifCore

/// Finds texts whose MinHash signatures agree: candidates by bands, then verified, then joined.
///
/// A signature is cut into bands of rows in order. Two texts are candidates when any band is equal,
/// which has the chance 1 − (1 − Jʳ)ᵇ at Jaccard similarity J: with 16 bands of 8 rows 99.99 % at 0.9
/// and half at about 0.7. Candidates that are verified join; the groups are the connected components.
/// Source: Leskovec, Rajaraman, Ullman, "Mining of massive datasets", chapter 3.
package struct NearDuplicates: Sendable, Equatable {
  /// How many bands a signature has.
  package var bands: Int
  /// The rows of a band.
  package var rows: Int

  /// Bands of a given shape.
  package init(bands: Int = 16, rows: Int = 8) {
    precondition(bands > 0 && rows > 0, "\(bands) bands of \(rows) rows hold nothing")
    (self.bands, self.rows) = (bands, rows)
  }

  /// All candidate pairs among `signatures`, the lower index first, in ascending order.
  ///
  /// Cost: the square of the largest number of texts that share a band.
  package func candidates(_ signatures: [[UInt64]]) -> [[Int]] {
    var pairs: Set<[Int]> = []
    for band in 0..<bands {
      forEachBucket(of: keys(signatures.count, band) { signatures[$0] }) { bucket in
        for (place, first) in bucket.enumerated() {
          for second in bucket[(place + 1)...] { pairs.insert([first, second]) }
        }
      }
    }
    return pairs.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The groups of two and more among texts 0 ..< `count`.
  ///
  /// - Parameter signature: the signature of a text, asked for once for each band.
  /// - Parameter isSimilar: verifies a pair of candidates; pairs whose groups are one already are left
  ///   out, so that a thousand copies cost a thousand checks and not half a million.
  ///
  /// Memory: 20 bytes a text; signatures are not kept.
  package func groups<Failure: Error>(
    count: Int, signature: (Int) throws(Failure) -> [UInt64],
    isSimilar: (Int, Int) throws(Failure) -> Bool
  ) throws(Failure) -> [[Int]] {
    var groups = UnionFind(count: count)
    for band in 0..<bands {
      let keys = try keys(count, band, signature)
      try forEachBucket(of: keys) { bucket throws(Failure) in
        try join(bucket, in: &groups, isSimilar)
      }
    }
    return groups.groups()
  }

  /// The member with the best score, ties to the lowest index; NaN is the worst score.
  package static func best(of group: [Int], score: (Int) -> Double) -> Int? {
    func value(_ index: Int) -> Double { score(index).isNaN ? -.infinity : score(index) }
    return group.min { a, b in
      let (first, second) = (value(a), value(b))
      return first == second ? a < b : first > second
    }
  }

  private struct Key {
    let value: UInt64
    let index: Int32
  }

  /// The hash of one band of every text that has shingles, sorted.
  private func keys<Failure: Error>(
    _ count: Int, _ band: Int, _ signature: (Int) throws(Failure) -> [UInt64]
  ) throws(Failure) -> [Key] {
    var keys: [Key] = []
    keys.reserveCapacity(count)
    for index in 0..<count {
      let signature = try signature(index)
      precondition(
        signature.count >= bands * rows,
        "a signature of \(signature.count) rows has no \(bands) bands of \(rows)")
      // Nothing is below the modulus where there is no shingle.
      if signature[0] == MinHashPermutations.modulus { continue }
      var hash = FNV1a()
      for row in band * rows..<(band + 1) * rows { hash.add(signature[row]) }
      keys.append(Key(value: hash.value, index: Int32(index)))
    }
    keys.sort { ($0.value, $0.index) < ($1.value, $1.index) }
    return keys
  }

  private func forEachBucket<Failure: Error>(
    of keys: [Key], _ body: ([Int]) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end].value == keys[start].value { end += 1 }
      if end - start > 1 { try body(keys[start..<end].map { Int($0.index) }) }
      start = end
    }
  }

  /// Joins what is similar in one bucket.
  private func join<Failure: Error>(
    _ bucket: [Int], in groups: inout UnionFind, _ isSimilar: (Int, Int) throws(Failure) -> Bool
  ) throws(Failure) {
    var parts: [[Int]] = []
    for index in bucket {
      for part in parts where groups.find(part[0]) != groups.find(index) {
        for member in part where try isSimilar(member, index) {
          groups.join(member, index)
          break
        }
      }
      if let place = parts.firstIndex(where: { groups.find($0[0]) == groups.find(index) }) {
        parts[place].append(index)
      } else {
        parts.append([index])
      }
    }
  }
}
