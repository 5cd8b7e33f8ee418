package import MotifCore
package import MotifDistributed
package import MotifTensor

/// Over how many ranks a run trains, and what each of them holds.
public struct ParallelSettings: Codable, Sendable, Equatable {
  /// The number of ranks: threads of this process, or the processes that a launcher such as mpirun has
  /// started; 0 takes those of the launcher, and without one those of the mesh.
  public var ranks = 0
  /// Replicas of the model, each of which holds every parameter once.
  public var dpReplicate = 1
  /// Ranks that share out the parameters of a replica; 0 takes all that are left.
  public var dpShard = 0
  /// Ranks that compute every layer together.
  public var tp = 1
  /// How the ranks share Muon's orthogonalisations.
  package var muon = MuonMode.parallelPipelined
  /// Who orthogonalises which matrix.
  package var assignment = OwnershipPlan.Assignment.sorted
  /// Matrices of a chunk of the pipeline; 0 takes four for each rank.
  public var chunkSize = 0
  /// Chunks that are gathered and computed ahead.
  public var warmup = 5
  /// How Muon's matrices travel.
  package var communication = ExchangeBuffer.Format.float32
  /// Seconds that a rank waits for the others in one operation before it gives up.
  public var deadline = 600.0

  /// The defaults: this process alone, or all ranks of a launcher, which share the model out (FSDP).
  public init() {}

  /// The mesh of a run of which a launcher has started `launched` ranks; 1 stands for no launcher.
  ///
  /// Precondition: the counts fit, as the config's rules check.
  package func mesh(launched: Int = 1) -> Mesh {
    let count = ranks > 0 ? ranks : max(launched, dpReplicate * max(1, dpShard) * tp)
    let shards = dpShard > 0 ? dpShard : max(1, count / (dpReplicate * tp))
    return Mesh(dpReplicate: dpReplicate, dpShard: shards, tp: tp)
  }

  /// The mesh of `count` ranks, whatever ``ranks`` says.
  ///
  /// Throws ``ShardingError`` when the other counts do not make so many, or ranks would hold slices where
  /// ``muon`` needs whole matrices.
  package func mesh(of count: Int) throws(ShardingError) -> Mesh {
    let (fixed, parts) = (dpReplicate * tp, "dpReplicate \(dpReplicate), tp \(tp)")
    guard dpShard == 0 || fixed * dpShard == count else {
      throw ShardingError(
        "\(count) ranks do not fit the config's parallel section: \(parts) and dpShard \(dpShard) make "
          + "\(fixed * dpShard); ask for \(fixed * dpShard), or leave parallel.dpShard out")
    }
    guard count % fixed == 0 else {
      throw ShardingError(
        "\(count) ranks do not fit the config's parallel section: with \(parts) they must be a multiple "
          + "of \(fixed)")
    }
    let mesh = Mesh(dpReplicate: dpReplicate, dpShard: count / fixed, tp: tp)
    guard muon != .base || mesh.dpShard * mesh.tp == 1 else {
      throw ShardingError(
        "parallel.muon is base, which needs whole matrices on every rank, but the \(count) ranks hold "
          + "slices; take distributed, parallel or parallelPipelined")
    }
    return mesh
  }

  /// The ranks of ``mesh(launched:)``.
  package func rankCount(launched: Int) -> Int { mesh(launched: launched).size }

  /// Whether a rank holds parts of matrices alone.
  package func cutsMatrices(launched: Int = 1) -> Bool {
    let mesh = mesh(launched: launched)
    return mesh.dpShard * mesh.tp > 1
  }

  /// How the optimizer shares Muon's work.
  package var muonOptions: ParallelMuonOptions {
    var options = ParallelMuonOptions()
    options.mode = muon
    options.assignment = assignment
    options.chunkSize = chunkSize > 0 ? chunkSize : nil
    options.warmup = warmup
    options.format = communication
    return options
  }
}

extension ParallelSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "ranks", .integer(0...4096),
      "Over how many ranks to train: threads of this machine, or the processes of mpirun; 0 takes "
        + "those of the launcher, and without one those of the mesh.",
      alsoCalled: ["worldSize", "nproc_per_node", "numProcesses"]),
    ConfigField(
      "dpReplicate", .integer(1...4096),
      "Replicas of the model, each holding every parameter once.",
      alsoCalled: ["data_parallel_replicate_degree", "ddp", "replicas"]),
    ConfigField(
      "dpShard", .integer(0...4096),
      "Ranks that share out the parameters of a replica (FSDP); 0 takes all that are left.",
      alsoCalled: ["data_parallel_shard_degree", "fsdp", "shards"]),
    ConfigField(
      "tp", .integer(1...4096),
      "Ranks that compute every layer together, each with whole groups of heads.",
      alsoCalled: ["tensor_parallel_degree", "tensorParallel"]),
    ConfigField(
      "muon", .oneOf(MuonMode.self),
      "How ranks share Muon's work: each does all of it, with whole matrices or after gathering them; "
        + "each matrix has one owner; or that chunk by chunk.",
      alsoCalled: ["muonMode"]),
    ConfigField(
      "assignment", .oneOf(OwnershipPlan.Assignment.self),
      "Which rank orthogonalises which matrix: in turn, in turn after sorting by cost, or the one "
        + "with the least to do."),
    ConfigField(
      "chunkSize", .integer(0...1 << 20),
      "Matrices of a chunk of Muon's pipeline; 0 takes four for each rank."),
    ConfigField(
      "warmup", .integer(0...1024), "Chunks that Muon's pipeline gathers and computes ahead.",
      alsoCalled: ["warmup_step"]),
    ConfigField(
      "communication", .oneOf(ExchangeBuffer.Format.self),
      "How Muon's matrices travel: as they are, or rounded to bfloat16, which halves the bytes.",
      alsoCalled: ["communicationType", "commDtype"]),
    ConfigField(
      "deadline", .number(NumberRange(lower: .excluding(0), upper: .including(86_400))),
      "Seconds that a rank waits for the others in one operation before the run ends with exit code "
        + "5; longer than the first rank needs to validate.",
      alsoCalled: ["timeout"]),
  ]
}
