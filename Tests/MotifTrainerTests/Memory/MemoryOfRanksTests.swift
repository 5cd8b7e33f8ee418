import MotifCore
import MotifModel
import Testing

@testable import MotifTrainer

/// What ranks that are threads take together.
@Suite struct MemoryOfRanksTests {
  private static func plan(_ overrides: String...) throws -> (MemoryPlan, ResolvedConfig) {
    let resolved = try ConfigLoader.load(
      text: """
        {"model": {"preset": "nano"}, "data": {"sources": [{"name": "stories"}]},
         "training": {"steps": 1, "batchSize": 8, "sequenceLength": 64}}
        """, file: "ranks.json", overrides: overrides)
    let plan = try MemoryPlan(
      resolved, resolved.model, trained: nil, evaluationRows: [],
      measured: .init(program: 0, resident: 0, peak: 0, available: 1 << 62))
    return (plan, resolved)
  }

  @Test("replicas hold all weights, shards divide them and rank 0 has the whole model once more")
  func weights() throws {
    let one = try Self.plan().0
    let replicas = try Self.plan("parallel.dpReplicate=4").0
    #expect(replicas.weights == 4 * one.weights && replicas.gradients == 4 * one.gradients)
    #expect(replicas.optimizerState == 4 * one.optimizerState)
    let shards = try Self.plan("parallel.ranks=4").0
    #expect(shards.weights == 2 * one.weights && shards.gradients == one.gradients)
    #expect(shards.optimizerState == one.optimizerState && shards.buffers > 4 * one.buffers / 4)
    let both = try Self.plan("parallel.ranks=4", "parallel.dpReplicate=2").0
    #expect(both.weights == 3 * one.weights && both.optimizerState == 2 * one.optimizerState)
    #expect(try Self.plan("parallel.ranks=1").0 == one)
  }

  @Test("each reads its rows: four keep no more than one that reads all, within padding")
  func rows() throws {
    let (one, four) = (try Self.plan().0, try Self.plan("parallel.dpReplicate=4").0)
    #expect(Double(four.activations) <= 1.1 * Double(one.activations))
    #expect(four.activations > one.activations / 2)
  }

  @Test("the largest numbers that a config may have are counted, not trapped on")
  func largest() throws {
    let plan = try Self.plan("parallel.dpReplicate=4096", "parallel.dpShard=4096").0
    #expect(plan.peak > 1 << 45 && plan.peak < .max)
  }

  @Test("too many ranks are refused at their section, with their number")
  func tooMany() throws {
    let (_, resolved) = try Self.plan("parallel.dpReplicate=4096", "parallel.dpShard=4096")
    let errors = #expect(throws: ConfigErrors.self) {
      try MemoryGuard(resolved).require(resolved.model)
    }
    let issue = try #require(errors?.issues.first)
    #expect(issue.key == "parallel.dpReplicate")
    #expect(issue.message.hasPrefix("16777216 ranks need about "), "\(issue.message)")
  }
}
