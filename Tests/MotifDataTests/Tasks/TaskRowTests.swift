import Foundation
import Testing

@testable import MotifData

/// Tasks as JSON Lines.
@Suite struct TaskRowTests {
  @Test(arguments: TaskGenerators.families.map(\.name)) func aRowReadsBackAndIsMadeAgain(
    name: String
  ) throws {
    let family = try TaskGenerators.named(name)
    for index in 0..<30 {
      let row = TaskRow(index, of: family, level: nil, seed: 7)
      let found = try JSONSerialization.jsonObject(with: Data(row.json.utf8))
      let object = try #require(found as? [String: Any], "\(row.json)")
      #expect(!row.json.contains("\n"))
      #expect(object["family"] as? String == name && object["level"] as? Int == row.level)
      #expect(row.level == family.levels.lowerBound + index % family.levels.count)
      let seed = try #require((object["seed"] as? NSNumber)?.uint64Value)
      let again = family.sample(seed: seed, level: row.level)
      #expect(again == row.item && seed < 1 << 53)
      #expect(object["prompt"] as? String == again.prompt)
      #expect(object["answer"] as? String == again.answer)
      #expect(object["steps"] as? [String] == again.steps)
      #expect(object["metadata"] as? [String: String] == again.metadata)
      let completion = try #require(object["completion"] as? String)
      #expect(completion == row.completion && family.verify(completion, again) == 1)
    }
  }

  @Test func seedsShareNoRow() throws {
    let family = try TaskGenerators.named("chain")
    let rows = [7, 8].map { seed in
      Set((0..<2000).map { TaskRow($0, of: family, level: 6, seed: seed).seed })
    }
    #expect(rows[0].count == 2000 && rows[1].count == 2000 && rows[0].isDisjoint(with: rows[1]))
    let other = TaskRow(0, of: try TaskGenerators.named("sets"), level: 1, seed: 7)
    #expect(!rows[0].contains(other.seed))
  }
}
