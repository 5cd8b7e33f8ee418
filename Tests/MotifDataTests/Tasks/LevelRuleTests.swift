import MotifData
import Testing

/// Levels follow how often tasks are solved.
@Suite struct LevelRuleTests {
  @Test func risesAboveEightyOfAHundred() {
    var rule = LevelRule(1...3)
    for index in 0..<99 { #expect(rule.record(index >= 19) == 0) }
    #expect(rule.record(false) == 0 && rule.level == 1)
    // The first, a wrong one, leaves the window; then 81 of the last 100 are right.
    #expect(rule.record(true) == 1 && rule.level == 2)
    for _ in 0..<99 { #expect(rule.record(true) == 0) }
    #expect(rule.record(true) == 1 && rule.level == 3)
    for _ in 0..<500 { #expect(rule.record(true) == 0) }
    #expect(rule.level == 3)
  }

  @Test func fallsBelowThirty() {
    var rule = LevelRule(2...4)
    #expect(rule.level == 2)
    for _ in 0..<300 { #expect(rule.record(false) == 0) }
    for _ in 0..<300 where rule.level < 4 { rule.record(true) }
    #expect(rule.level == 4)
    for index in 0..<100 { #expect(rule.record(index < 30) == 0, "\(index)") }
    // 29 of the last hundred.
    #expect(rule.record(false) == -1 && rule.level == 3)
  }

  @Test func fourFifthsStay() {
    var rule = LevelRule(1...5)
    for index in 0..<5000 { #expect(rule.record(index % 5 != 0) == 0) }
  }
}
