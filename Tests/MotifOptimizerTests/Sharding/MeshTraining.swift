import MotifData
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Synchronization
import Testing

/// A small model trained by the ranks of a mesh, which are threads and share the cores.
struct MeshTraining {
  /// What a training ends with, the same on all ranks, and the whole parameters.
  struct Outcome: Equatable {
    var losses: [Double] = []
    var norms: [Double] = []
    var maxLogits: [[Float]] = []
    /// Of the first step, by name.
    var gradients: [String: [Float]] = [:]
    var weights: [String: [Float]] = [:]

    var bits: [[UInt32]] { weights.sorted { $0.key < $1.key }.map { $0.value.map(\.bitPattern) } }
  }

  var config: ModelConfig
  var batches: [PackedBatch]
  var microBatchRows = 2
  var checkpointing = ActivationCheckpointing.none
  var kind = Optimizer.Kind.muonClip(.init(), QKClip(threshold: 5), interval: 1)
  /// Called on every rank before each micro-batch.
  var willRun: @Sendable (_ rank: Int) throws -> Void = { _ in }

  /// The nano preset, smaller.
  init(rows: Int = 8, length: Int = 24, steps: Int = 2) throws {
    let packed = try ArithmeticBatches(documents: 60, rows: rows, length: length, batches: steps)
    var config = try #require(ModelPresets.named("nano"))
    config.vocabSize = packed.vocabulary
    config.layerCount = 2
    self.config = config
    batches = packed.batches
  }

  /// The gradients of the first step in Double.
  func reference() throws -> [String: [Double]] {
    let batch = batches[0]
    let start = try CausalLanguageModel(config, seed: 3)
    let model = ReferenceModel(
      config,
      weights: Dictionary(
        uniqueKeysWithValues: start.parameters.parameters.map {
          ($0.name, $0.value.values.map(Double.init))
        }))
    let output = model.forward(
      batch.inputs.map(Int.init),
      .init(
        count: batch.rows, time: batch.length, positions: batch.positions.map(Int.init),
        segments: batch.segments.map(Int.init)))
    output.backward(model.loss(output.logits, labels: batch.labels.map(Int.init)).dlogits)
    return model.gradients
  }

  /// What one rank holds at the end.
  private struct Held: Sendable {
    var losses: [Double] = []
    var norms: [Double] = []
    var maxLogits: [[Float]] = []
    var gradients: [String: [Float]] = [:]
    var weights: [String: [Float]] = [:]
    var slices: [String: TensorSlice] = [:]
  }

  /// Trains on `mesh`.
  func callAsFunction(_ mesh: Mesh) throws -> Outcome {
    let ranks = try ThreadWorld(size: mesh.size, deadline: 60).run { communicator in
      try ComputeThreads.withTeam(
        threads: ComputeThreads.share(of: communicator.rank, of: mesh.size)
      ) { try train(mesh, communicator) }
    }
    let first = ranks[0]
    for rank in ranks.dropFirst() {
      #expect(rank.losses == first.losses && rank.norms == first.norms)
      #expect(rank.maxLogits == first.maxLogits)
    }
    var outcome = Outcome(losses: first.losses, norms: first.norms, maxLogits: first.maxLogits)
    for shape in config.parameterShapes {
      let (name, dimensions) = (shape.spec.name, shape.spec.globalShape.dimensions)
      outcome.weights[name] = whole(name, dimensions, ranks.map { ($0.slices, $0.weights) })
      outcome.gradients[name] = whole(name, dimensions, ranks.map { ($0.slices, $0.gradients) })
    }
    return outcome
  }

  private func train(_ mesh: Mesh, _ communicator: any Communicator) throws -> Held {
    let share = try RankShare(of: config, on: mesh, over: communicator)
    let model = try CausalLanguageModel(
      config, source: SeededSource(config: config, seed: 3), share: share.modelShare)
    var muon = ParallelMuonOptions()
    muon.format = .float32
    let optimizer = try Optimizer(
      kind, parameters: model.parameters,
      keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery),
      sharding: ModelSharding(config, on: mesh), muon: muon,
      over: communicator)
    var step = TrainStep(
      model: model, optimizer: optimizer, checkpointing: checkpointing, ranks: share)
    var held = Held()
    let seen = Mutex<[String: [Float]]>([:])
    step.inspectGradients = { gradients in
      let values = model.parameters.parameters.map { ($0.name, gradients[$0]?.values ?? []) }
      seen.withLock { $0 = Dictionary(uniqueKeysWithValues: values) }
    }
    step.willRun = { try willRun(communicator.rank) }
    for batch in batches {
      let result = try step(batch, microBatchRows: microBatchRows, learningRate: 1e-3)
      held.losses.append(result.loss)
      held.norms.append(result.gradientNorm)
      held.maxLogits = result.maxLogits
      if held.gradients.isEmpty { held.gradients = seen.withLock { $0 } }
    }
    for parameter in model.parameters.parameters {
      held.weights[parameter.name] = parameter.value.values
      held.slices[parameter.name] =
        parameter.spec.slice ?? TensorSlice(wholeOf: parameter.spec.globalShape.dimensions)
    }
    return held
  }

  /// The numbers of a parameter put together; ranks that hold the same must hold the same bits.
  private func whole(
    _ name: String, _ shape: [Int], _ ranks: [([String: TensorSlice], [String: [Float]])]
  ) -> [Float] {
    var all = [Float?](repeating: nil, count: shape.reduce(1, *))
    for (slices, values) in ranks {
      guard let slice = slices[name], let values = values[name] else { continue }
      slice.forEachRun(in: shape) { own, whole, count in
        for index in 0..<count {
          let (value, before) = (values[own + index], all[whole + index])
          #expect(before == nil || before?.bitPattern == value.bitPattern, "\(name)")
          all[whole + index] = value
        }
      }
    }
    #expect(!all.contains { $0 == nil }, "\(name) is not held whole")
    return all.map { $0 ?? .nan }
  }
}
