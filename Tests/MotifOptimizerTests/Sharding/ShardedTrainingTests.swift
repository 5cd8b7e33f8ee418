import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

/// Training on a mesh against training on one rank.
@Suite("Sharded training") struct ShardedTrainingTests {
  static let meshes: [Mesh] = [
    Mesh(dpReplicate: 4), Mesh(dpShard: 4), Mesh(dpShard: 3), Mesh(dpReplicate: 2, dpShard: 2),
    Mesh(dpShard: 7), Mesh(tp: 2), Mesh(dpShard: 2, tp: 2), Mesh(dpReplicate: 2, tp: 2),
  ]

  /// Losses within 1e-6; gradients within four times what float32 on one rank is off by from Double.
  private func expectEqual(
    _ found: MeshTraining.Outcome, _ alone: MeshTraining.Outcome, reference: [String: [Double]]
  ) {
    for (one, other) in zip(alone.losses, found.losses) {
      #expect(abs(one - other) <= 1e-6 * abs(one))
    }
    for (one, other) in zip(alone.norms, found.norms) {
      #expect(abs(one - other) <= 1e-5 * abs(one))
    }
    for (name, gradient) in reference {
      let size = gradient.map(abs).max() ?? 0
      func distance(_ values: [Float]?) -> Double {
        zip(values ?? [], gradient).map { abs(Double($0) - $1) }.max() ?? .infinity
      }
      // Never less than the rounding of the largest number; and for the one number behind the vectors
      // of λ, and PolyNorm's bias, than what float32 is off by there, since both are sums of large
      // parts that cancel, and one rank adds them up in Double (the specification, section 10.1).
      let least = name.contains("lambda_") ? 6e-5 : name.contains("act_fn.bias") ? 9e-5 : 0
      let bound = max(
        4 * distance(alone.gradients[name]), Double(Float(size).ulp), least * size)
      let off = distance(found.gradients[name])
      #expect(off <= bound, "\(name): off by \(off) of \(size), allowed \(bound)")
    }
    #expect(reference.count > 20)
  }

  @Test("losses and gradients are those of one rank, with the same bits again", arguments: meshes)
  func equalsOneRank(mesh: Mesh) throws {
    var training = try MeshTraining()
    let sharded = try training(mesh)
    #expect(try training(mesh) == sharded)
    training.microBatchRows = 8
    expectEqual(sharded, try training(Mesh()), reference: try training.reference())
  }

  @Test(
    "the baselines' losses and gradients are those of one rank, and again under checkpointing",
    arguments: [BaselineShape.softmax, .softmaxSwiGLU, .groupedSwiGLU],
    [Mesh(tp: 2), Mesh(dpShard: 2, tp: 2), Mesh(dpShard: 3)])
  func baselines(kind: BaselineShape, mesh: Mesh) throws {
    var training = try MeshTraining()
    let vocabulary = training.config.vocabSize
    training.config = kind.config
    training.config.vocabSize = vocabulary
    let sharded = try training(mesh)
    training.checkpointing = .selective
    #expect(try training(mesh) == sharded)
    training.checkpointing = .full
    #expect(try training(mesh) == sharded)
    training.checkpointing = .none
    training.microBatchRows = 8
    expectEqual(sharded, try training(Mesh()), reference: try training.reference())
  }

  @Test(
    "checkpointing changes no bit",
    arguments: [Mesh(dpShard: 3), Mesh(dpShard: 2, tp: 2)],
    [ActivationCheckpointing.selective, .full])
  func checkpointing(mesh: Mesh, checkpointing: ActivationCheckpointing) throws {
    var training = try MeshTraining()
    let kept = try training(mesh)
    training.checkpointing = checkpointing
    #expect(try training(mesh) == kept)
  }

  @Test(
    "sharding changes no bit of what replicas compute",
    arguments: [Mesh(dpShard: 2), Mesh(dpShard: 4)])
  func shardsEqualReplicas(mesh: Mesh) throws {
    // One micro-batch: sums over ranks are taken in the same order then.
    var training = try MeshTraining()
    training.microBatchRows = 8
    let replicas = try training(Mesh(dpReplicate: mesh.size))
    #expect(try training(mesh) == replicas)
  }

  @Test("ranks without rows take part", arguments: [Mesh(dpShard: 5), Mesh(dpReplicate: 5)])
  func emptyShares(mesh: Mesh) throws {
    let training = try MeshTraining(rows: 3, steps: 1)
    let found = try training(mesh)
    let alone = try training(Mesh())
    #expect(abs(found.losses[0] - alone.losses[0]) <= 1e-6 * alone.losses[0])
    #expect(found.maxLogits.joined().allSatisfy { $0.isFinite })
  }

  @Test("whole parameters are freed after every part, and none is left after a step")
  func wholeParametersAreFreed() throws {
    let mesh = Mesh(dpShard: 2)
    let training = try MeshTraining(steps: 1)
    let held = try ThreadWorld(size: 2, deadline: 60).run { communicator in
      let share = try RankShare(of: training.config, on: mesh, over: communicator)
      let model = try CausalLanguageModel(
        training.config, source: SeededSource(config: training.config, seed: 3),
        share: share.modelShare)
      let output = withoutGradients { model(training.batches[0].inputTensor) }
      #expect(output.hidden.shape.columns == training.config.hiddenSize)
      return model.parameters.parameters.filter { $0.readable.count != $0.value.count }.map(\.name)
    }
    #expect(held == [[], []])
  }

  @Test("a rank that fails ends the step of all, and no weight has changed")
  func oneFails() throws {
    struct Failed: Error {}
    for mesh in [Mesh(dpShard: 3), Mesh(dpReplicate: 2, dpShard: 2)] {
      var training = try MeshTraining(steps: 1)
      training.willRun = { rank in if rank == 1 { throw Failed() } }
      #expect(throws: Failed.self) { _ = try training(mesh) }
    }
  }
}
