package import MotifDistributed
package import MotifTensor

/// The ranks of a mesh and the groups that this one is in.
package final class RankGroups {
  /// The mesh.
  package let mesh: Mesh
  /// All ranks, rank r of it being rank r of the mesh.
  package let world: TensorGroup
  /// The ranks that read different rows of a batch: replicas and their shards.
  package let data: TensorGroup
  /// The ranks that share the parameters of a replica out.
  package let shards: TensorGroup
  /// The ranks that hold the same parameters.
  package let replicas: TensorGroup
  /// The ranks that compute every layer together.
  package let tensorParallel: TensorGroup

  /// The groups of the ranks of `world` on `mesh`; every rank makes them at the same place.
  ///
  /// Throws `CommunicatorError` when they cannot be formed. Precondition: as many ranks as the mesh has.
  package init(_ mesh: Mesh, over world: any Communicator) throws(CommunicatorError) {
    precondition(
      world.size == mesh.size, "a mesh of \(mesh.size) ranks needs as many, not \(world.size)")
    self.mesh = mesh
    self.world = TensorGroup(world)
    var groups = MeshGroups(mesh, over: world)
    data = TensorGroup(try groups.along([.dpReplicate, .dpShard]))
    shards = TensorGroup(try groups.along([.dpShard]))
    replicas = TensorGroup(try groups.along([.dpReplicate]))
    tensorParallel = TensorGroup(try groups.along([.tp]))
  }

  /// Ranks that all hold the same.
  init(replicas group: TensorGroup) {
    mesh = Mesh(dpReplicate: group.size)
    (world, data, replicas) = (group, group, group)
    (shards, tensorParallel) = (TensorGroup(), TensorGroup())
  }

  /// This rank's number in the mesh.
  package var rank: Int { world.rank }

  /// Throws the first failure of any group, of which all ranks are told before.
  package func check() throws(CommunicatorError) {
    for group in [world, data, shards, replicas, tensorParallel] {
      guard let failure = group.failure else { continue }
      // The ranks of the other groups wait for this one.
      world.communicator.fail(failure)
      throw failure
    }
  }
}
