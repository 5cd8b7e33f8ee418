import MotifDistributed
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifOptimizer

/// However the ranks share the work, the weights have the bits of a rank that does all alone.
@Suite("Parallel Muon") struct ParallelMuonTests {
  /// The largest norm that is not scaled down; those of the problems are larger.
  private static let gradientClip = 3.0
  private static let rate = 0.02

  /// What a part ends with after all steps: norms, weights and states, by bits.
  private struct Outcome: Equatable {
    var norms: [UInt64] = []
    var weights: [[UInt32]] = []
    var states: [[UInt32]] = []
  }

  private static func train(
    _ part: ShardedProblem.Part, steps: Int, _ group: TensorGroup = TensorGroup(),
    _ make: (ParameterStore) throws -> Optimizer
  ) throws -> Outcome {
    let store = part.store()
    let optimizer = try make(store)
    var outcome = Outcome()
    for step in 0..<steps {
      var gradients = part.gradients(step, store)
      let norm = optimizer.gradientNorm(gradients, over: group)
      _ = try optimizer.step(
        &gradients, learningRate: rate, gradientNorm: norm, gradientClip: gradientClip,
        maxLogits: [])
      outcome.norms.append(norm.bitPattern)
    }
    outcome.weights = store.bits
    outcome.states = optimizer.state.map { $0.tensor.values.map(\.bitPattern) }
    return outcome
  }

  /// Muon's options, with NorMuon where there is a decay for it.
  private static func muon(_ beta2: Double?) -> Muon.Options {
    var options = Muon.Options()
    options.neuronBeta2 = beta2
    return options
  }

  /// The reference: whole matrices on one rank, rounded as they would travel.
  private static func base(
    _ problem: ShardedProblem, _ format: ExchangeBuffer.Format, _ beta2: Double?
  ) throws -> Outcome {
    if format == .float32 {
      return try train(problem.whole, steps: problem.steps) { store in
        Optimizer(.muon(muon(beta2)), parameters: store)
      }
    }
    return try train(problem.whole, steps: problem.steps) { store in
      Optimizer(parameters: store) { parameter in
        guard parameter.role.isHiddenMatrix else { return AdamW(.init(), for: parameter.spec) }
        return RoundedMuon(Muon(muon(beta2), for: parameter.spec))
      }
    }
  }

  /// Muon whose U and O are rounded to bfloat16.
  private struct RoundedMuon: UpdateRule {
    private var muon: Muon
    init(_ muon: Muon) { self.muon = muon }
    var state: [String: Tensor] {
      get { muon.state }
      set { muon.state = newValue }
    }
    mutating func update(_ parameter: Parameter, gradient: Tensor, _ context: StepContext) {
      func rounded(_ tensor: Tensor) -> Tensor {
        Tensor(tensor.values.map { BFloat16Bits($0).float }, shape: tensor.shape)
      }
      let update = rounded(muon.accumulate(gradient, context))
      var direction = rounded(muon.orthogonalized(update))
      if let norms = muon.advanceNeurons(
        ExactRowSquares(rowsOf: direction), columns: direction.shape[1])
      {
        muon.neurons?.normalize(&direction, factor: norms.factor)
      }
      muon.apply(direction, to: parameter, context)
    }
  }

  /// Trains on every rank with every set of options; what differs from `expected`, in words.
  private static func differences(
    _ placement: MuonPlacement, ranks: Int, _ all: [ParallelMuonOptions], beta2: Double? = nil
  ) throws -> [String] {
    let problem = placement.problem
    let sharding = ModelSharding(problem.parameters, on: placement.mesh(ranks))
    return try ThreadWorld(size: ranks, deadline: 60).run { world -> [String] in
      let bases = try ExchangeBuffer.Format.allCases.map { try base(problem, $0, beta2) }
      return try ComputeThreads.withTeam(threads: 1) {
        let part = problem.part(sharding, of: world.rank)
        return try all.flatMap { options -> [String] in
          let base = bases[ExchangeBuffer.Format.allCases.firstIndex(of: options.format) ?? 0]
          let outcome = try train(part, steps: problem.steps, TensorGroup(world)) { store in
            try Optimizer(
              .muon(muon(beta2)), parameters: store, sharding: sharding, muon: options, over: world)
          }
          return faults(outcome, base, part, beta2).map { "rank \(world.rank), \(options): \($0)" }
        }
      }
    }.flatMap { $0 }
  }

  private static func faults(
    _ outcome: Outcome, _ base: Outcome, _ part: ShardedProblem.Part, _ beta2: Double?
  ) -> [String] {
    var faults = outcome.norms == base.norms ? [] : ["the norms differ"]
    for (index, spec) in part.specs.enumerated() {
      let whole = base.weights[index].map(Float.init(bitPattern:))
      if outcome.weights[index] != ShardedProblem.cut(whole, spec).map(\.bitPattern) {
        faults.append("\(spec.name) \(spec.globalShape) differs")
      }
    }
    // What states there are, in parameter order.
    let owners = part.specs.flatMap { Optimizer.Kind.muon(muon(beta2)).stateSpecs(for: $0) }
      .map(\.spec)
    guard owners.count == base.states.count else { return faults + ["the states are others"] }
    for (index, spec) in owners.enumerated() {
      let whole = base.states[index].map(Float.init(bitPattern:))
      if outcome.states[index] != ShardedProblem.cut(whole, spec).map(\.bitPattern) {
        faults.append("a state of \(spec.name) differs")
      }
    }
    return faults
  }

  @Test(arguments: MuonPlacement.allCases, [1, 2, 3, 4, 8])
  func pipelinesHaveTheBitsOfTheBase(_ placement: MuonPlacement, _ ranks: Int) throws {
    var all: [ParallelMuonOptions] = []
    for format in ExchangeBuffer.Format.allCases {
      for chunkSize in [1, 4, 32, placement.parameters.count] {
        for warmup in [0, 1, 5] {
          var options = ParallelMuonOptions()
          (options.format, options.chunkSize, options.warmup) = (format, chunkSize, warmup)
          all.append(options)
        }
      }
    }
    #expect(all.count == 24)
    let differences = try Self.differences(placement, ranks: ranks, all)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(4))")
  }

  @Test(arguments: MuonPlacement.allCases, [1, 3, 4])
  func everyModeHasTheBitsOfTheBase(_ placement: MuonPlacement, _ ranks: Int) throws {
    var all: [ParallelMuonOptions] = []
    for format in ExchangeBuffer.Format.allCases {
      for assignment in OwnershipPlan.Assignment.allCases {
        for sharesReplicas in [false, true] {
          for mode in MuonMode.allCases where mode != .base || placement == .ddp || ranks == 1 {
            var options = ParallelMuonOptions()
            (options.format, options.assignment) = (format, assignment)
            (options.mode, options.sharesReplicas) = (mode, sharesReplicas)
            all.append(options)
          }
        }
      }
    }
    let differences = try Self.differences(placement, ranks: ranks, all)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(4))")
  }

  @Test(
    "NorMuon's rows have the bits of the base", arguments: MuonPlacement.allCases, [1, 2, 3, 4, 8])
  func neuronsHaveTheBitsOfTheBase(_ placement: MuonPlacement, _ ranks: Int) throws {
    var all: [ParallelMuonOptions] = []
    for format in ExchangeBuffer.Format.allCases {
      for mode in MuonMode.allCases where mode != .base || placement == .ddp || ranks == 1 {
        var options = ParallelMuonOptions()
        (options.format, options.mode, options.chunkSize) = (format, mode, 4)
        all.append(options)
      }
    }
    let differences = try Self.differences(placement, ranks: ranks, all, beta2: 0.9)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(4))")
  }

  @Test func baseRefusesSlices() throws {
    let problem = MuonPlacement.uneven.problem
    let sharding = ModelSharding(problem.parameters, on: Mesh(dpShard: 2))
    let sentences = try ThreadWorld(size: 2, deadline: 60).run { world -> String in
      var options = ParallelMuonOptions()
      options.mode = .base
      do {
        _ = try Optimizer(
          .muon(.init()), parameters: problem.part(sharding, of: world.rank).store(),
          sharding: sharding, muon: options, over: world)
        return "made"
      } catch let error as ShardingError {
        return error.description
      }
    }
    for sentence in sentences {
      #expect(sentence.contains("matrix.0") && sentence.contains("distributed"), "\(sentence)")
    }
  }
}
