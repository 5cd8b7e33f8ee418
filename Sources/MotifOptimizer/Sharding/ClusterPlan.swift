internal import MotifCore
package import MotifDistributed
package import MotifModel
internal import MotifTensor

/// What training a model on a mesh takes: who holds and computes what, what travels, and for how long.
///
/// Nothing of the model is allocated. Times and the bytes of the exchange are those of
/// ``ModelSharding/virtualStep(_:preset:on:)``; weights, gradients and optimizer state are float32.
package struct ClusterPlan: Sendable, Encodable {
  /// Parameters of one role, which are placed alike.
  package struct Part: Sendable, Encodable {
    /// The role.
    package let role: String
    /// What cuts them, such as `dpShard: rows`.
    package let placement: String
    /// How many there are.
    package fileprivate(set) var tensors = 0
    /// How many numbers they have.
    package fileprivate(set) var elements = 0
  }

  /// The least, the mean and the most of a figure over the ranks.
  package struct Spread: Sendable, Encodable, Equatable {
    /// The least.
    package let min: Int
    /// The mean, rounded down.
    package let mean: Int
    /// The most.
    package let max: Int

    init(_ values: [Int]) {
      min = values.min() ?? 0
      max = values.max() ?? 0
      mean = values.isEmpty ? 0 : values.reduce(0, +) / values.count
    }
  }

  /// The matrices of one rank.
  package struct Owner: Sendable, Encodable {
    /// The rank.
    package let rank: Int
    /// The names of the matrices that it orthogonalises.
    package fileprivate(set) var matrices: [String] = []
    /// Its operations over the mean of all ranks.
    package fileprivate(set) var load = 0.0
  }

  /// A way to choose owners.
  package struct Way: Sendable, Encodable {
    /// Its name.
    package let assignment: String
    /// The largest load over the mean one, in all.
    package let load: Double
    /// The same within each chunk.
    package let chunkLoads: [Double]
    /// The sum over the chunks of the largest load, over that of the mean one.
    package let chunkedLoad: Double
    /// Seconds of Muon's step.
    package let seconds: Double
    /// The share of its time in which a rank does not compute.
    package let idleShare: Double
    /// The most bytes of a rank's buffers.
    package let peakBytes: Int
  }

  /// Ranks along each axis.
  package let dpReplicate: Int, dpShard: Int, tp: Int
  /// The constants that times are computed with.
  package let cluster: ClusterConstants
  /// Where the parameters go.
  package let parts: [Part]
  /// Bytes of weights of a rank.
  package let weightBytes: Spread
  /// Bytes of weights, gradients and optimizer state of a rank.
  package let stateBytes: Spread
  /// How the ranks share Muon's work; nil where AdamW updates every parameter.
  package let muon: MuonMode?
  /// How matrices travel.
  package let communication: String
  /// What the ranks send or receive in an all-to-all of each chunk, in the way that training takes; none
  /// where every rank orthogonalises every matrix.
  package let exchanges: [Spread]
  /// The ways to choose owners: unsorted, sorted, least loaded; without Muon, none.
  package let ways: [Way]
  /// The owners in the way that training takes.
  package let owners: [Owner]
  /// The name of the way that training takes.
  package let assignment: String

  /// The mesh has this many ranks.
  package var ranks: Int { dpReplicate * dpShard * tp }

  /// The way that training takes; nil without Muon.
  package var chosen: Way? { ways.first { $0.assignment == assignment } }

  /// The most bytes of a rank without activations.
  package var peakBytes: Int { stateBytes.max + (chosen?.peakBytes ?? 0) }

  /// Whether each matrix has one owner.
  package var hasOwners: Bool { muon == .parallel || muon == .parallelPipelined }

  /// The plan for a model of the given shape.
  ///
  /// Numbers travel and are computed with as `options` say, whatever `cluster` has. What a matrix counts
  /// as is what the constants were measured with: plain products, five steps.
  ///
  /// - Parameters:
  ///   - rule: of the matrices inside blocks; nil where AdamW takes them as well.
  ///   - options: how the ranks share the orthogonalisations.
  ///
  /// Throws ``ShardingError`` when tensor parallelism would cut a group of heads. Cost: O(parameters · ranks).
  package init(
    _ config: ModelConfig, on mesh: Mesh, _ constants: ClusterConstants,
    rule: Muon.Options? = .init(), _ options: ParallelMuonOptions = .init()
  ) throws(ShardingError) {
    let sharding = try ModelSharding(config, on: mesh)
    var cluster = constants
    cluster.bytesPerElement = options.format.scalarType.byteCount
    (dpReplicate, dpShard, tp) = (mesh.dpReplicate, mesh.dpShard, mesh.tp)
    self.cluster = cluster
    parts = sharding.parts
    weightBytes = Spread((0..<mesh.size).map { 4 * sharding.elementCount(of: $0) })
    stateBytes = Spread((0..<mesh.size).map { sharding.stateBytes(of: $0, rule) })
    assignment = options.assignment.rawValue
    communication = options.format.rawValue
    guard rule != nil else {
      (muon, ways, owners, exchanges) = (nil, [], [], [])
      return
    }
    muon = options.mode
    var (ways, chosen) = ([Way](), [ModelSharding.Ownership]())
    for assignment in OwnershipPlan.Assignment.allCases {
      var options = options
      options.cost = .published(steps: 5)
      let isChosen = assignment == options.assignment
      options.assignment = assignment
      let plans = sharding.ownership(
        of: Array(sharding.parameters.indices), Orthogonalization(), options)
      let schedule = sharding.virtualStep(options, preset: .motif, on: cluster)
      ways.append(Way(assignment, plans.map(\.plan), schedule))
      if isChosen { chosen = plans }
    }
    self.ways = ways
    guard options.mode != .base, options.mode != .distributed else {
      (owners, exchanges) = ([], [])
      return
    }
    owners = sharding.owners(chosen)
    exchanges = chosen.flatMap { ownership in
      ownership.plan.chunks.indices.map {
        Spread(ownership.plan.bytesOnTheWay(ofChunk: $0, cluster.bytesPerElement))
      }
    }
  }
}

extension ClusterPlan.Way {
  fileprivate init(
    _ assignment: OwnershipPlan.Assignment, _ plans: [OwnershipPlan], _ schedule: VirtualSchedule
  ) {
    self.assignment = assignment.rawValue
    let total = plans.reduce(0.0) { $0 + Double($1.totalCost) }
    func overMean(_ largest: Double) -> Double {
      total > 0 ? largest * Double(schedule.ranks.count) / total : 1
    }
    load = overMean(ModelSharding.loads(plans).max() ?? 0)
    chunkLoads = plans.flatMap { plan in plan.chunks.indices.map { plan.imbalance(ofChunk: $0) } }
    chunkedLoad = overMean(
      plans.reduce(0.0) { sum, plan in
        plan.chunks.reduce(sum) { $0 + Double($1.largestCost) }
      })
    seconds = schedule.seconds
    idleShare = schedule.idleShare
    peakBytes = schedule.peakBytes
  }
}

extension ModelSharding {
  /// Parameters by role and placement, in the order of the model.
  fileprivate var parts: [ClusterPlan.Part] {
    var parts: [ClusterPlan.Part] = []
    for (spec, slices) in zip(parameters, slices) {
      let dimensions = spec.globalShape.dimensions.count
      let placement = spec.role.placements(dimensions: dimensions, on: mesh).text(
        cutting: slices.shardAxes, dimensions: dimensions)
      let role = spec.role.rawValue
      let known = parts.firstIndex { $0.role == role && $0.placement == placement }
      if known == nil { parts.append(ClusterPlan.Part(role: role, placement: placement)) }
      let index = known ?? parts.count - 1
      parts[index].tensors += 1
      parts[index].elements += spec.globalShape.count
    }
    return parts
  }

  /// Weights and gradients, one momentum for Muon's matrices, with NorMuon a number for each row, and two
  /// moments for the others.
  fileprivate func stateBytes(of rank: Int, _ rule: Muon.Options?) -> Int {
    zip(parameters, slices).reduce(0) { bytes, parameter in
      let (spec, slices) = parameter
      let count = slices.elementCount(of: rank)
      guard let rule, spec.role.isHiddenMatrix else { return bytes + 16 * count }
      let rows = rule.neuronBeta2 == nil ? 0 : slices.slice(of: rank).extent[0]
      return bytes + 12 * count + 4 * rows
    }
  }

  /// By rank, the cost of its matrices in all plans, whose owners are all ranks.
  fileprivate static func loads(_ plans: [OwnershipPlan]) -> [Double] {
    guard let mesh = plans.first?.mesh else { return [] }
    var loads = Array(repeating: 0.0, count: mesh.size)
    for plan in plans {
      for (rank, load) in plan.loads.enumerated() { loads[rank] += Double(load) }
    }
    return loads
  }

  fileprivate func owners(_ ownerships: [Ownership]) -> [ClusterPlan.Owner] {
    let loads = Self.loads(ownerships.map(\.plan))
    let mean = loads.reduce(0, +) / Double(max(loads.count, 1))
    var owners = loads.enumerated().map { rank, load in
      ClusterPlan.Owner(rank: rank, load: mean > 0 ? load / mean : 1)
    }
    for ownership in ownerships {
      for matrix in ownership.plan.order {
        owners[ownership.plan.owners[matrix]].matrices.append(
          parameters[ownership.parameters[matrix]].name)
      }
    }
    return owners
  }
}

extension OwnershipPlan {
  /// By rank, the most bytes that it sends or receives in the all-to-all of a chunk.
  fileprivate func bytesOnTheWay(ofChunk chunk: Int, _ bytesPerElement: Int) -> [Int] {
    (0..<mesh.size).map { rank in
      let exchange = exchange(of: rank, chunk: chunk)
      let own = exchange.held.counts[mesh.place(of: rank, along: shardAxes)]
      return (max(exchange.held.count, exchange.owned.count) - own) * bytesPerElement
    }
  }
}

extension Placements {
  /// Which axes cut what.
  fileprivate func text(cutting axes: Set<Mesh.Axis>, dimensions: Int) -> String {
    let cuts = Mesh.Axis.allCases.filter(axes.contains).map { axis in
      let dimension = self[axis].dimension ?? 0
      let what = dimensions == 1 ? "elements" : dimension == 0 ? "rows" : "columns"
      return "\(axis): \(what)"
    }
    return cuts.isEmpty ? "whole on every rank" : cuts.joined(separator: ", ")
  }
}
