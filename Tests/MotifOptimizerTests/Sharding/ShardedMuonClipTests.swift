import MotifDistributed
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifOptimizer

/// MuonClip over all parameters of a model that ranks share: the bits of one rank that has all.
@Suite struct ShardedMuonClipTests {
  /// Meshes of every kind for a model of two groups; on some of them a slice ends inside a head.
  static let meshes = [
    Mesh(), Mesh(dpShard: 3), Mesh(dpShard: 4), Mesh(tp: 2), Mesh(dpReplicate: 2, dpShard: 2),
    Mesh(dpShard: 3, tp: 2), Mesh(dpReplicate: 3), Mesh(dpReplicate: 2, tp: 2),
    Mesh(dpReplicate: 2, dpShard: 2, tp: 2), Mesh(dpShard: 7), Mesh(dpShard: 41),
  ]

  private static func config() -> ModelConfig {
    ModelConfig(
      hiddenSize: 20, layerCount: 2, intermediateSize: 28, queryHeadCount: 10,
      keyValueHeadCount: 4, noiseHeadCount: 2, headDim: 4, ropeTheta: 10_000,
      maxPositionEmbeddings: 64, vocabSize: 31)
  }

  /// By step and layer, largest logits of which some exceed the threshold.
  private static func logits(_ step: Int, heads: Int) -> [[Float]] {
    (0..<2).map { layer in
      uniformNumbers(heads, "logits.\(step).\(layer)").map { 6 + 5 * $0 }
    }
  }

  private static func train(
    _ part: ShardedProblem.Part, _ optimizer: Optimizer, _ store: ParameterStore, heads: Int,
    _ group: TensorGroup
  ) throws -> [Optimizer.Report] {
    try part.gradients.indices.map { step in
      var gradients = part.gradients(step, store)
      let norm = optimizer.gradientNorm(gradients, over: group)
      return try optimizer.step(
        &gradients, learningRate: 0.01, gradientNorm: norm, gradientClip: 2,
        maxLogits: logits(step, heads: heads))
    }
  }

  @Test(arguments: meshes) func isThatOfOneRank(_ mesh: Mesh) throws {
    let config = Self.config()
    let keyHeads = try CausalLanguageModel(config, seed: 1).blocks.map(\.attention.keyHeadOfQuery)
    let sharding = try ModelSharding(config, on: mesh)
    let problem = ShardedProblem(sharding.parameters, steps: 3)
    let kind = Optimizer.Kind.muonClip(.init(), QKClip(threshold: 5), interval: 2)
    let heads = config.queryHeadCount
    let store = problem.whole.store()
    let alone = Optimizer(kind, parameters: store, keyHeadOfQuery: keyHeads)
    let reports = try Self.train(problem.whole, alone, store, heads: heads, TensorGroup())
    #expect(reports[1].clips.contains { $0.clippedHeads > 0 && $0.clippedHeads < heads })
    let weights = store.parameters.map(\.value.values)
    let faults = try ThreadWorld(size: mesh.size, deadline: 60).run { world -> [String] in
      let part = problem.part(sharding, of: world.rank)
      let store = part.store()
      var options = ParallelMuonOptions()
      options.format = .float32
      let optimizer = try Optimizer(
        kind, parameters: store, keyHeadOfQuery: keyHeads, sharding: sharding, muon: options,
        over: world)
      let own = try Self.train(part, optimizer, store, heads: heads, TensorGroup(world))
      var faults = own == reports ? [] : ["rank \(world.rank): reports differ"]
      for (index, spec) in part.specs.enumerated() {
        let expected = ShardedProblem.cut(weights[index], spec).map(\.bitPattern)
        if store.bits[index] != expected { faults.append("rank \(world.rank): \(spec.name)") }
        if optimizer.state.contains(where: {
          $0.name.hasPrefix(spec.name + ".") && $0.tensor.shape != spec.shape
        }) {
          faults.append("rank \(world.rank): a state of \(spec.name) is not sharded")
        }
      }
      return faults
    }.flatMap { $0 }
    #expect(faults.isEmpty, "\(faults.prefix(5))")
  }
}
