internal import MotifCore

/// Which rank orthogonalises which matrix of Parallel Muon, chunk by chunk.
///
/// Each matrix has one owner, which gathers its shards, computes and scatters the result. Owners are
/// all ranks of the mesh, so that a matrix is computed once even where replicas repeat its shards; the
/// replicas then share the result. Or they are the ranks of each replica, every replica repeating the
/// work. Plans are equal on all ranks: ties go by index, and no random number is drawn.
///
/// Cost: O(matrices · owning ranks) at worst for the plan, which holds O(matrices) numbers; what a rank
/// exchanges is derived when asked for (``exchange(of:chunk:)``). Source: arXiv 2511.07464, section 4.
package struct OwnershipPlan: Sendable, Equatable {
  /// How owners are chosen, and in which order matrices are taken.
  package enum Assignment: String, Sendable, Codable, CaseIterable {
    /// As they come, one owner after the other.
    case unsorted
    /// From the most to the least expensive, one owner after the other.
    case sorted
    /// From the most to the least expensive, each to the owner with the least work so far (LPT).
    case leastLoaded
  }

  /// Matrices that are exchanged together.
  package struct Chunk: Sendable, Equatable {
    /// The matrices in the order in which their numbers travel.
    package let matrices: [Int]
    /// The same matrices by owner: replica, then shard rank, then the order of ``matrices``.
    let byOwner: [Int]
    /// The cost of all matrices.
    package let totalCost: Int128
    /// The largest cost that one owner has.
    package let largestCost: Int128
    /// The most numbers that one owner holds in whole matrices.
    package let largestElementCount: Int
  }

  /// The ranks.
  package let mesh: Mesh
  /// What every rank holds of each matrix.
  package let slices: [ShardSlices]
  /// What each matrix costs.
  package let costs: [Int128]
  /// The matrices in the order of the pipeline.
  package let order: [Int]
  /// The owner of each matrix: its place along ``ownerAxes``.
  package let owners: [Int]
  /// ``order``, cut.
  package let chunks: [Chunk]
  /// The axes over which shards are gathered and results scattered.
  package let shardAxes: Set<Mesh.Axis>
  /// The axes over which owners are spread.
  package let ownerAxes: Set<Mesh.Axis>
  /// By matrix, the place of its owner along ``shardAxes``.
  let shardPlaces: [Int]
  /// By matrix, the place of its owner along ``replicaAxes``.
  let replicaPlaces: [Int]

  /// The axes over which a result is shared because owners are spread over them but shards are not.
  package var replicaAxes: Set<Mesh.Axis> { ownerAxes.subtracting(shardAxes) }

  /// The number of ranks that own matrices.
  package var ownerCount: Int { mesh.size(along: ownerAxes) }

  /// A plan for matrices that are all cut along the same axes.
  ///
  /// - Parameters:
  ///   - slices: what each rank holds of every matrix; all on `mesh`, with the same `shardAxes`.
  ///   - costs: what every matrix costs in the method that is used, such as ``newtonSchulzCost(rows:columns:steps:)``.
  ///   - chunkSize: the most matrices of a chunk, of which one owner has `⌈chunkSize / owners⌉` at
  ///     most; by default four for each owner.
  ///   - sharesReplicas: whether replicas share the work rather than repeat it.
  package init(
    _ slices: [ShardSlices], costs: [Int128], on mesh: Mesh, assignment: Assignment = .sorted,
    chunkSize: Int? = nil, sharesReplicas: Bool = true
  ) {
    let shardAxes = slices.first?.shardAxes ?? []
    precondition(
      slices.allSatisfy { $0.mesh == mesh && $0.shardAxes == shardAxes },
      "the matrices of a plan are on one mesh and cut along the same axes")
    precondition(costs.count == slices.count, "\(costs.count) costs for \(slices.count) matrices")
    let ownerAxes = sharesReplicas ? Mesh.allAxes : shardAxes
    let ownerCount = mesh.size(along: ownerAxes)
    let chunkSize = chunkSize ?? 4 * ownerCount
    precondition(chunkSize > 0, "a chunk of \(chunkSize) matrices")
    let order = Self.order(costs, assignment)
    let owners = Self.owners(order, costs, assignment, ownerCount)
    let firstReplica = mesh.ranks(with: 0, along: ownerAxes)
    self.mesh = mesh
    self.slices = slices
    self.costs = costs
    self.order = order
    self.owners = owners
    self.shardAxes = shardAxes
    self.ownerAxes = ownerAxes
    let (shardPlaces, replicaPlaces) = (
      owners.map { mesh.place(of: firstReplica[$0], along: shardAxes) },
      owners.map { mesh.place(of: firstReplica[$0], along: ownerAxes.subtracting(shardAxes)) }
    )
    self.shardPlaces = shardPlaces
    self.replicaPlaces = replicaPlaces
    chunks = Self.cut(order, owners, chunkSize, ownerCount).map { matrices in
      let byOwner = matrices.enumerated().sorted {
        (replicaPlaces[$0.element], shardPlaces[$0.element], $0.offset)
          < (replicaPlaces[$1.element], shardPlaces[$1.element], $1.offset)
      }
      return Chunk(matrices, byOwner: byOwner.map(\.element), owners, costs, slices)
    }
  }

  private static func order(_ costs: [Int128], _ assignment: Assignment) -> [Int] {
    assignment == .unsorted ? Array(costs.indices) : LeastLoaded.order(costs)
  }

  private static func owners(
    _ order: [Int], _ costs: [Int128], _ assignment: Assignment, _ ranks: Int
  ) -> [Int] {
    if assignment == .leastLoaded {
      return LeastLoaded.owners(of: costs, in: order, owners: ranks)
    }
    var owners = [Int](repeating: 0, count: order.count)
    for (position, matrix) in order.enumerated() { owners[matrix] = position % ranks }
    return owners
  }

  /// Cuts the order where a chunk is full, or would give one owner more than its share of a full one.
  private static func cut(
    _ order: [Int], _ owners: [Int], _ chunkSize: Int, _ ranks: Int
  ) -> [[Int]] {
    let share = (chunkSize - 1) / ranks + 1
    var chunks: [[Int]] = []
    var owned: [Int: Int] = [:]
    for matrix in order {
      if chunks.isEmpty || chunks[chunks.count - 1].count == chunkSize
        || owned[owners[matrix]] == share
      {
        chunks.append([])
        owned = [:]
      }
      chunks[chunks.count - 1].append(matrix)
      owned[owners[matrix], default: 0] += 1
    }
    return chunks
  }
}

extension OwnershipPlan.Chunk {
  fileprivate init(
    _ matrices: [Int], byOwner: [Int], _ owners: [Int], _ costs: [Int128], _ slices: [ShardSlices]
  ) {
    var (work, held) = ([Int: Int128](), [Int: Int]())
    for matrix in matrices {
      work[owners[matrix], default: 0] += costs[matrix]
      held[owners[matrix], default: 0] += slices[matrix].elementCount
    }
    self.matrices = matrices
    self.byOwner = byOwner
    totalCost = work.values.reduce(0, +)
    largestCost = work.values.max() ?? 0
    largestElementCount = held.values.max() ?? 0
  }
}
