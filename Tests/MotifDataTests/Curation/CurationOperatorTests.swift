import Foundation
import MotifTestSupport
import Testing

@testable import MotifData

/// Each operator that decides by given numbers, in a step.
@Suite struct CurationOperatorTests {
  /// Documents `0`, `1`, … of two domains, and what `rule` drops of them: `3 too_low`.
  private func drops(
    _ rule: any CurationOperator, count: Int, score: (Int) -> Double = { _ in 0 }
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    let documents = (0..<count).map {
      CurationDocument(
        id: "\($0)", text: "text \($0)", domain: $0.isMultiple(of: 2) ? "even" : "odd",
        score: score($0))
    }
    let scoring = try CurationScoring(rule.scorers, folder: folder.path)
    let evidence = try scoring.run(documents)
    return try rule.drops(of: Array(0..<count), evidence).map { drop in
      "\(drop.index) \(drop.reason)" + (drop.of.map { " of \($0)" } ?? "")
    }
  }

  private func scorer(_ rows: [[Double]]) -> NumberScorer {
    NumberScorer(identity: "given numbers", width: rows[0].count) { documents throws(DataError) in
      documents.flatMap { rows[Int($0.id) ?? 0] }
    }
  }

  @Test func percentilesAreThoseOfADomain() throws {
    // Even documents lie at 0 ... 100, odd ones a thousand higher.
    let rows = (0..<202).map { [Double($0 / 2) + ($0.isMultiple(of: 2) ? 0 : 1000)] }
    let found = try drops(
      PercentileFilter(
        name: "perplexity", scorer: scorer(rows), band: PercentileBand(low: 1, high: 99)),
      count: 202)
    #expect(found == ["0 below_band", "1 below_band", "200 above_band", "201 above_band"])
    let odd = try drops(
      PercentileFilter(name: "p", scorer: scorer([[1], [.nan], [1], [.infinity]])), count: 4)
    #expect(odd == ["1 not_finite", "3 not_finite"])
  }

  @Test func difficultiesAreTold() throws {
    let rows: [[Double]] = [
      [0.5, 1, 9], [0.6, 1, 9], [2, 1, 9], [0.1, 1, 9], [0.5, 1, 11], [0.7, 1, .nan],
    ]
    let rule = InstructionDifficulty(limit: 10)
    #expect(
      try drops(DifficultyFilter(scorer: scorer(rows), rule: rule), count: 6)
        == ["2 not_helpful", "3 near_copy", "4 too_long", "5 too_long"])
    #expect(
      try drops(DifficultyFilter(scorer: scorer(rows), rule: rule, fraction: 0.5), count: 6)
        == ["0 below_top", "2 not_helpful", "3 near_copy", "4 too_long", "5 too_long"])
  }

  @Test func rangesAreKept() throws {
    let rows: [[Double]] = [[9, 1], [9, 2], [9, 3], [9, .nan]]
    #expect(
      try drops(ThresholdFilter(name: "t", scorer: scorer(rows), place: 1, range: 2...2), count: 4)
        == ["0 too_low", "2 too_high", "3 not_a_number"])
  }

  @Test func theLikeOfABetterOneGoes() throws {
    let embedding = scorer([[1, 0], [1, 0.01], [0, 1], [0.01, 1], [-1, 0]])
    let quality = NumberScorer(identity: "quality") { documents throws(DataError) in
      documents.map { [1.0, 2, 3, 1, 0][Int($0.id) ?? 0] }
    }
    #expect(
      try drops(DiversityFilter(quality: quality, embedding: embedding), count: 5)
        == ["0 like_a_better_one", "3 like_a_better_one"])
    #expect(
      try drops(DiversityFilter(quality: quality, embedding: embedding, budget: 2), count: 5)
        == ["0 over_budget", "3 over_budget", "4 over_budget"])
    #expect(
      try drops(SemanticDuplicateFilter(embedding: embedding, clusters: 3), count: 5) {
        [0, 1, 1, 1, 0][$0]
      }
        == ["0 semantic_duplicate of 1", "3 semantic_duplicate of 2"])
    #expect(try drops(SemanticDuplicateFilter(embedding: embedding, clusters: 3), count: 0) == [])
  }

  @Test func whatTeachesLeastGoes() throws {
    // Two heaps; in each one sample is learned already, one is noise, two are alike.
    let losses = (0..<40).map { index -> [Double] in
      [index < 2 ? 0.01 : index < 3 ? 50 : 1 + Double(index) / 100]
    }
    let embeddings = (0..<40).map { index -> [Double] in
      let angle = Double(index) * 0.15 + (index == 11 ? -0.14 : 0)
      return [cos(angle), sin(angle)]
    }
    let embedding = NumberScorer(identity: "embedding", width: 2) { documents throws(DataError) in
      documents.flatMap { embeddings[Int($0.id) ?? 0] }
    }
    let found = try drops(
      UtilityFilter(
        losses: scorer(losses), embedding: embedding, clusters: 4, fraction: 0.1, quota: 2),
      count: 40)
    #expect(found.count == 4)
    #expect(found.prefix(3) == ["0 learned", "1 learned", "2 noise"])
    #expect(found[3] == "10 redundant" || found[3] == "11 redundant" || found[3] == "39 noise")
    #expect(
      try drops(
        UtilityFilter(losses: scorer(losses), embedding: embedding, clusters: 4, quota: 99),
        count: 40)
        == [])
  }
}
