import Testing

@testable import MotifEvaluation

/// Windows over long texts equal those of lm-evaluation-harness.
@Suite struct RollingWindowTests {
  private struct Row: Decodable {
    struct Window: Decodable {
      var input: [Int32]
      var predict: [Int32]
    }
    struct Disjoint: Decodable {
      var context: [Int32]
      var continuation: [Int32]
    }
    var id: Int
    var tokens: [Int32]
    var prefix_token: Int32
    var max_length: Int
    var context_length: Int
    var windows: [Window]
    var disjoint: [Disjoint]
  }

  @Test func windowsEqualTheRecording() throws {
    for row in try GoldenFile.rows("windows.jsonl", as: Row.self) {
      let windows = RollingWindow.windows(
        of: row.tokens, prefixToken: row.prefix_token, length: row.max_length,
        contextLength: row.context_length)
      #expect(windows.map(\.input) == row.windows.map(\.input), "row \(row.id)")
      #expect(windows.map(\.predicted) == row.windows.map(\.predict), "row \(row.id)")
      #expect(windows.map(\.disjoint.context) == row.disjoint.map(\.context), "row \(row.id)")
      #expect(
        windows.map(\.disjoint.continuation) == row.disjoint.map(\.continuation), "row \(row.id)")
    }
  }

  @Test func everyTokenIsPredictedOnce() {
    for count in 0...40 {
      let tokens = (0..<count).map { Int32($0 + 1) }
      for length in 1...9 {
        for context in 1...length {
          let windows = RollingWindow.windows(
            of: tokens, prefixToken: 0, length: length, contextLength: context)
          #expect(windows.flatMap(\.predicted) == tokens)
          for window in windows {
            #expect(window.input.count <= length)
            let (before, after) = window.disjoint
            #expect(before + after.dropLast() == window.input && !before.isEmpty)
          }
        }
      }
    }
  }
}
