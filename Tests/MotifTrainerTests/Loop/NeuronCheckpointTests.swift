import Foundation
import MotifCore
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// NorMuon's moments of rows in checkpoints that any mesh writes and any mesh reads.
@Suite("Checkpoints of NorMuon") struct NeuronCheckpointTests {
  static let meshes = [
    Mesh(), Mesh(dpShard: 3), Mesh(tp: 2), Mesh(dpShard: 2, tp: 2),
    Mesh(dpReplicate: 2, dpShard: 2),
    Mesh(dpReplicate: 2, tp: 2), Mesh(dpShard: 7),
  ]

  private static var config: ModelConfig {
    ModelConfig(
      hiddenSize: 12, layerCount: 2, intermediateSize: 10, queryHeadCount: 6, keyValueHeadCount: 4,
      noiseHeadCount: 2, headDim: 4, ropeTheta: 1e4, maxPositionEmbeddings: 64, vocabSize: 50)
  }

  /// A rank's part of the model, an optimizer of it and who holds what.
  private static func make(
    _ mesh: Mesh, _ world: any Communicator
  ) throws -> (CausalLanguageModel, Optimizer, RankShare) {
    let share = try RankShare(of: config, on: mesh, over: world)
    let model = try CausalLanguageModel(
      config, source: SeededSource(config: config, seed: 3), share: share.modelShare)
    var (rule, muon) = (Muon.Options(), ParallelMuonOptions())
    (rule.neuronBeta2, muon.format) = (0.9, .float32)
    let optimizer = try Optimizer(
      .muon(rule), parameters: model.parameters, sharding: ModelSharding(config, on: mesh),
      muon: muon, over: world)
    return (model, optimizer, share)
  }

  /// Takes a step with gradients that are parts of the same whole ones on any mesh.
  private static func step(_ model: CausalLanguageModel, _ optimizer: Optimizer) throws {
    var gradients = Gradients()
    for parameter in model.parameters.parameters {
      let spec = parameter.spec
      let whole = randomNumbers(spec.globalShape.count, "\(optimizer.step) \(spec.name)")
      let own =
        spec.slice.map {
          SliceReference.numbers($0, of: whole, shape: spec.globalShape.dimensions)
        } ?? whole
      gradients.set(Tensor(own, shape: spec.shape), for: parameter)
    }
    _ = try optimizer.step(
      &gradients, learningRate: 0.02, gradientNorm: 1, gradientClip: 0, maxLogits: [])
  }

  /// The bits of weights and states that `rank` holds.
  private static func bits(_ model: CausalLanguageModel, _ optimizer: Optimizer) -> [[UInt32]] {
    (model.parameters.parameters.map(\.value) + optimizer.state.map(\.tensor)).map {
      $0.values.map(\.bitPattern)
    }
  }

  /// Saves what the ranks of `mesh` have after two steps.
  private static func save(_ mesh: Mesh, in path: String) throws {
    _ = try ThreadWorld(size: mesh.size, deadline: 60).run { world in
      let (model, optimizer, share) = try make(mesh, world)
      for _ in 0..<2 { try step(model, optimizer) }
      let folder = RunFolder(path: path)
      let save = RankSave(folder: folder, model: model, optimizer: optimizer, ranks: share)
      _ = try folder.checkpoints.save(
        step: 2, tokens: 0, score: nil, isScheduled: true, shared: save.files,
        files: [.init("config.json", text: config.huggingFaceJSON)], over: world)
    }
  }

  @Test(
    "resume on any mesh with the bits of ranks that never stopped", arguments: meshes, meshes)
  func resumes(_ writer: Mesh, _ reader: Mesh) throws {
    let place = try RunPlace()
    try Self.save(writer, in: place.path)
    let checkpoint = try #require(
      try RunFolder(path: place.path).checkpoints.latest().checkpoint)
    try checkpoint.verify()
    let faults = try ThreadWorld(size: reader.size, deadline: 60).run { world -> [String] in
      let (model, optimizer, _) = try Self.make(reader, world)
      let (other, resumed, _) = try Self.make(reader, world)
      for _ in 0..<2 { try Self.step(model, optimizer) }
      let tensors = try CheckpointTensors(checkpoint)
      for parameter in other.parameters.parameters {
        parameter.value = try tensors.value(for: parameter.spec)
      }
      try checkpoint.restore(resumed, step: 2)
      var faults: [String] = []
      if Self.bits(model, optimizer) != Self.bits(other, resumed) {
        faults.append("rank \(world.rank): what was read differs")
      }
      try Self.step(model, optimizer)
      try Self.step(other, resumed)
      if Self.bits(model, optimizer) != Self.bits(other, resumed) {
        faults.append("rank \(world.rank): the next step differs")
      }
      let moments = resumed.state.filter { $0.name.hasSuffix("proj.weight.second") }
      if moments.count != 14 || moments.contains(where: { $0.tensor.shape.rank != 1 }) {
        faults.append("rank \(world.rank): \(moments.map(\.name))")
      }
      return faults
    }.flatMap { $0 }
    #expect(faults.isEmpty, "\(faults)")
    withExtendedLifetime(place) {}
  }

  @Test("a checkpoint without the moments is refused by the name of the first")
  func missing() throws {
    let place = try RunPlace()
    let world = SoloCommunicator()
    let (model, _, share) = try Self.make(Mesh(), world)
    let plain = Optimizer(.muon(.init()), parameters: model.parameters)
    let folder = RunFolder(path: place.path)
    let save = RankSave(folder: folder, model: model, optimizer: plain, ranks: share)
    _ = try folder.checkpoints.save(
      step: 2, tokens: 0, score: nil, isScheduled: true, shared: save.files,
      files: [.init("config.json", text: Self.config.huggingFaceJSON)], over: world)
    let checkpoint = try #require(try folder.checkpoints.latest().checkpoint)
    let (_, optimizer, _) = try Self.make(Mesh(), world)
    let before = optimizer.state.map(\.tensor.values)
    let error = #expect(throws: (any Error).self) {
      try checkpoint.restore(optimizer, step: 2)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("q_proj.weight.second"))
    #expect(optimizer.state.map(\.tensor.values) == before && optimizer.step == 0)
    withExtendedLifetime(place) {}
  }
}
