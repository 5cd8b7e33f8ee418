internal import MotifDistributed

/// The groups of a mesh that this rank is in, each formed once.
///
/// Every rank asks for the same groups in the same order.
struct MeshGroups {
  private let mesh: Mesh
  private let world: any Communicator
  private var known: [Set<Mesh.Axis>: any Communicator] = [:]

  /// - Parameter world: all ranks, rank r of it being rank r of the mesh.
  init(_ mesh: Mesh, over world: any Communicator) {
    self.mesh = mesh
    self.world = world
  }

  /// The ranks that share this one's position on all other axes; this rank alone along none.
  mutating func along(_ axes: Set<Mesh.Axis>) throws(CommunicatorError) -> any Communicator {
    if let group = known[axes] { return group }
    guard
      let group = try world.split(color: mesh.group(of: world.rank, along: axes), key: world.rank)
    else { preconditionFailure("a rank with a color is in a group") }
    known[axes] = group
    return group
  }
}
