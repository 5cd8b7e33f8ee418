import MotifCore
import MotifDistributed

/// Matrices on a mesh with random costs and options, the same for the same number.
struct SampleOwnership: Sendable, CustomStringConvertible {
  let number: Int
  let plan: OwnershipPlan
  let chunkSize: Int
  let assignment: OwnershipPlan.Assignment

  var description: String { "\(number): \(plan.slices.count) matrices on \(plan.mesh)" }

  /// With and without replicas, tensor parallelism on either dimension or none, equal costs, nothing
  /// to hold, and no matrix at all.
  static let all = (0..<120).map { SampleOwnership($0) }

  init(_ number: Int) {
    var random = CounterRandom(seed: 16, name: "ownership \(number)")
    let mesh = SampleSharding.mesh(&random)
    let isReplicated = random.integer(below: 6) == 0
    let tp: [Placement] =
      random.integer(below: 3) == 0 ? [.replicate] : [.shard(0), .shard(1)]
    let slices = (0..<random.integer(below: 15)).map { _ in
      let shape = [random.integer(below: 9), random.integer(below: 9)]
      return ShardSlices(
        shape: shape,
        placements: isReplicated
          ? Placements()
          : Placements(sharding: 0, inside: tp[random.integer(below: tp.count)], on: mesh), on: mesh
      )
    }
    self.number = number
    chunkSize = 1 + random.integer(below: 12)
    assignment = OwnershipPlan.Assignment.allCases[random.integer(below: 3)]
    plan = OwnershipPlan(
      slices, costs: slices.map { _ in Int128(random.integer(below: 6)) }, on: mesh,
      assignment: assignment, chunkSize: chunkSize, sharesReplicas: random.integer(below: 3) > 0)
  }
}
