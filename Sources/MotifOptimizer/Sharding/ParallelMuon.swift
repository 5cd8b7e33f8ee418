package import MotifDistributed
package import MotifTensor

/// Orthogonalises the momenta of matrices that the ranks of a mesh hold in slices.
///
/// Momentum and the change of the weights go element by element, so each rank does them on its slice;
/// only Newton–Schulz needs the whole matrix. This takes the slices of U and gives those of O. Matrices
/// that are cut along different axes take one pipeline after the other, each over the ranks that hold
/// them. Every rank of the mesh makes one with the same arguments and calls it at the same places.
///
/// The result has the same bits on any mesh, in any mode and with any chunks: each matrix is
/// orthogonalised from identical numbers, U and O rounded to the format in which they travel.
/// Source: arXiv 2511.07464, section 4.
package final class ParallelMuon {
  /// The bytes of this rank's buffers.
  ///
  /// They are what is sent and received, the matrices that it owns, and the scratch of an
  /// orthogonalisation. Results that wait for the last chunk are not counted: they take the place of
  /// gradients that are free by then.
  package let memory: LiveBytes
  private let world: any Communicator
  private let exchanges: [any MuonExchange]

  /// - Parameters:
  ///   - indices: the matrices, by their number in `sharding`.
  ///   - world: all ranks of the mesh, rank r of it being rank r of the mesh.
  ///
  /// Throws ``ShardingError`` when `base` is asked for matrices that are cut, `CommunicatorError` when
  /// the groups cannot be formed.
  package init(
    of indices: [Int], in sharding: ModelSharding, method: Orthogonalization,
    _ options: ParallelMuonOptions, over world: any Communicator
  ) throws {
    precondition(
      world.size == sharding.mesh.size,
      "a mesh of \(sharding.mesh.size) ranks needs as many, not \(world.size)")
    let memory = LiveBytes()
    self.memory = memory
    self.world = world
    let ownerships = sharding.ownership(of: indices, method, options)
    if options.mode == .base,
      let cut = ownerships.first(where: { !$0.plan.shardAxes.isEmpty })?.parameters.first
    {
      throw ShardingError(
        "Muon's mode base needs whole matrices on every rank, but the ranks hold slices of "
          + "\(sharding.parameters[cut].name); expected distributed, parallel or parallelPipelined")
    }
    var groups = MeshGroups(sharding.mesh, over: world)
    exchanges = try ownerships.map { ownership in
      let shards = try groups.along(ownership.plan.shardAxes)
      switch options.mode {
      case .base, .distributed:
        return RedundantMuon(
          ownership, group: shards, rank: world.rank, method: method, format: options.format,
          meter: memory)
      case .parallel, .parallelPipelined:
        let replicas = try groups.along(ownership.plan.replicaAxes)
        return PipelinedMuon(
          ownership, groups: .init(shards: shards, replicas: replicas), rank: world.rank,
          warmup: options.mode == .parallel ? 0 : options.warmup, method: method,
          format: options.format, meter: memory)
      }
    }
  }

  /// One step of all matrices.
  ///
  /// Nothing is applied before everything has come, on every rank: when a rank fails, all throw the
  /// error that names it, and no `apply` was called on any.
  ///
  /// - Parameters:
  ///   - update: this rank's slice of U of a parameter; asked for once each, in the order in which
  ///     matrices travel, so that a gradient is free as soon as its matrix is on its way.
  ///   - inspect: sees this rank's slice of O before any is applied; not called where it is empty.
  ///   - agree: what the ranks of the world settle about what they have seen, on all of them.
  ///   - apply: takes this rank's slice of O; not called where the slice is empty.
  package func step(
    update: (_ parameter: Int) -> Tensor,
    inspect: ((_ parameter: Int, _ direction: Tensor) -> Void)? = nil,
    agree: () throws(CommunicatorError) -> Void = {},
    apply: (_ parameter: Int, _ direction: Tensor) -> Void
  ) throws(CommunicatorError) {
    var results: [MuonResult] = []
    do {
      for exchange in exchanges { results += try exchange.directions(update) }
      if let inspect {
        for result in results { inspect(result.parameter, result.direction) }
      }
      try agree()
      // Ranks of other groups may have failed: nobody goes on before all have everything.
      try world.barrier()
    } catch {
      // The groups that a rank is in are not those of the rank that failed: all are told.
      world.fail(error)
      throw error
    }
    for result in results { apply(result.parameter, result.direction) }
  }
}

extension ModelSharding {
  /// Who orthogonalises the matrices among `indices` under `options`.
  package func ownership(
    of indices: [Int], _ method: Orthogonalization, _ options: ParallelMuonOptions
  ) -> [Ownership] {
    // One chunk, whoever owns how many.
    let whole = max(1, indices.count) * mesh.size
    return ownership(
      of: indices, cost: options.cost ?? .computed(method), assignment: options.assignment,
      chunkSize: options.mode == .parallel ? whole : options.chunkSize,
      sharesReplicas: options.sharesReplicas)
  }
}
