import Testing

@testable import MotifEvaluation

/// Votes and estimates over several attempts.
@Suite struct MajorityVoteTests {
  private struct Row: Decodable {
    var id: Int
    var answers: [String]
    var vote: String
  }

  @Test func votesEqualTheRecording() throws {
    for row in try GoldenFile.rows("vote.jsonl", as: Row.self) {
      #expect(MajorityVote.winner(of: row.answers) == row.vote, "row \(row.id)")
    }
  }

  @Test func answersAreComparedByTheirBytes() throws {
    let winner = try #require(MajorityVote.winner(of: ["e\u{301}", "\u{E9}", "\u{E9}"]))
    #expect(GoldenFile.isSame(winner, "\u{E9}"))
    #expect(MajorityVote.winner(of: []) == nil)
  }
}
