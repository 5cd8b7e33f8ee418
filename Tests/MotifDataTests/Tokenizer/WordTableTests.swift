import MotifCore
import Testing

@testable import MotifData

@Suite struct WordTableTests {
  @Test func numbersFollowTheOrderOfFirstSight() {
    var random = CounterRandom(seed: 3, name: "words")
    var table = WordTable()
    var known: [[UInt8]: Int] = [:]
    // Two letters and up to twelve bytes: many words come again, many differ in one byte.
    for _ in 0..<20_000 {
      let word = (0..<1 + random.integer(below: 12)).map { _ in
        UInt8(97 + random.integer(below: 2))
      }
      #expect(word.withUnsafeBufferPointer { table.find($0) } == known[word])
      let expected = known[word] ?? known.count
      known[word] = expected
      #expect(word.withUnsafeBufferPointer { table.insert($0) } == expected)
    }
    #expect(table.count == known.count)
    for (word, number) in known { #expect(Array(table.pool[table.range(number)]) == word) }
  }

  @Test(arguments: 1...33) func everyByteCounts(length: Int) {
    let word = [UInt8](repeating: 120, count: length)
    for place in 0..<length {
      for other in [UInt8(0), 121, 248] {
        var changed = word
        changed[place] = other
        #expect(!isEqual(word, changed), "byte \(place) of \(length)")
        #expect(isEqual(changed, Array(changed)))
        #expect(hash(changed) == hash(Array(changed)))
        #expect(hash(word) != hash(changed), "byte \(place) of \(length)")
      }
    }
    #expect(!isEqual(word, word + [120]))
  }

  @Test func pairsHaveTheRankOfTheirFirstMerge() {
    var random = CounterRandom(seed: 4, name: "pairs")
    var ranks: [[Int32]: Int32] = [:]
    var merges = ContiguousArray<TokenMerge>()
    for rank in 0..<3000 {
      let pair = (0..<2).map { _ in Int32(random.integer(below: 200)) }
      merges.append(TokenMerge(left: pair[0], right: pair[1], result: Int32(256 + rank)))
      if ranks[pair] == nil { ranks[pair] = Int32(rank) }
    }
    let table = MergeTable(merges)
    for left in Int32(0)..<200 {
      for right in Int32(0)..<200 {
        let expected = ranks[[left, right]] ?? MergeTable.none
        #expect(table.rank(left, right) == expected)
        if expected != MergeTable.none { #expect(table.result(of: expected) == 256 + expected) }
      }
    }
  }

  private func isEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { WordBits.equal(first, $0) }
    }
  }

  private func hash(_ word: [UInt8]) -> UInt32 {
    word.withUnsafeBufferPointer { WordBits.hash($0) }
  }
}
