internal import MotifCore
internal import MotifDistributed
internal import MotifOptimizer
internal import MotifTensor

/// The ranks of a run: this process alone, threads of it, or the processes that a launcher has started.
package struct RunRanks: Sendable {
  /// Where each rank stands.
  let mesh: Mesh
  private let deadline: Double
  /// Seconds that processes wait for the first one, which reads and tokenizes meanwhile.
  package static let patience = 86_400.0
  /// Those of a launcher; nil where this process is the only one.
  private let processes: MPIWorld?

  /// The ranks that `settings` ask for, of which `processes` are there already.
  ///
  /// - Parameter threads: how many the ranks of a machine share; 0 for all.
  init(_ settings: ParallelSettings, threads: Int, processes: MPIWorld?) {
    mesh = settings.mesh(launched: processes?.size ?? 1)
    deadline = settings.deadline
    self.processes = processes
    if threads > 0 { ComputeThreads.count = threads }
    if let processes {
      ComputeThreads.count = max(1, ComputeThreads.count / processes.localSize)
    }
  }

  /// Whether other processes train along.
  var hasOthers: Bool { processes.map { $0.size > 1 } ?? false }

  /// Whether this process has rank 0: the one that writes and tells.
  var isFirst: Bool { processes.map { $0.rank == 0 } ?? true }

  /// Trains what `origin` begins with on every rank of this process.
  func train(
    _ training: RankTraining, _ material: TrainingMaterial, _ origin: WeightOrigin
  ) throws -> RankTraining.End {
    try run { communicator in
      try training(RankModel(origin, training.config, on: mesh, over: communicator), material)
    }
  }

  /// Runs `body` on every rank of this process and returns what the first one returned.
  ///
  /// Ranks that are threads divide the threads that compute among them. When a rank throws, all end, and
  /// its error is thrown. An error about numbers, which all ranks meet alike, is thrown in every process.
  private func run<Value: Sendable>(
    _ body: @escaping @Sendable (any Communicator) throws -> Value
  ) throws -> Value {
    if let processes {
      return try processes.run(deadline: deadline) { communicator in
        do { return Result<Value, NumericError>.success(try body(communicator)) } catch {
          guard let error = error as? NumericError else { throw error }
          return .failure(error)
        }
      }.get()
    }
    guard mesh.size > 1 else { return try body(SoloCommunicator()) }
    let (size, total) = (mesh.size, ComputeThreads.count)
    return try ThreadWorld(size: size, deadline: deadline).run { communicator in
      try ComputeThreads.withTeam(
        threads: ComputeThreads.share(of: communicator.rank, of: size, total: total)
      ) { try body(communicator) }
    }[0]
  }

  /// Lets the other processes go on from a start without checkpoint.
  func begin() { _ = agree { Optional<RunCheckpoint>.none } }

  /// What the first process finds, for all of them; they go on together.
  func agree<Value: Codable>(_ find: () throws -> Value?) rethrows -> Value? {
    guard let processes else { return try find() }
    return try processes.agree(find)
  }
}

extension MPIWorld {
  /// What the first process finds, for all of them; they go on together.
  func agree<Value: Codable>(_ find: () throws -> Value?) rethrows -> Value? {
    let found = rank == 0 ? try find() : nil
    return run { TensorGroup($0).broadcast(found) }
  }

  /// Waits until all processes are here.
  func meet() { _ = agree { Optional<Bool>.none } }
}
