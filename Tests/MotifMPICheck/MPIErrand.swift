import MotifCommunicatorContract
import MotifDistributed

/// What the ranks of a job are started to do.
struct MPIErrand: Sendable {
  /// What rank 0 writes when every rank has come to the end, and the status of all.
  struct Ending {
    let line: String
    var status: Int32 = 0
  }

  /// One of ``usage``.
  let name: String
  /// The rank that something happens to, where something does.
  let victim: Int
  /// Bounds what one call of MPI moves to a rank.
  let bytesPerCall: Int

  static let usage =
    "laws [BYTES] | mesh | signal | time | throw RANK | fail RANK | differ RANK | leave RANK | "
    + "kill RANK | stop RANK | stop-moving RANK | drop RANK"

  /// Reads the arguments; nil when they make no sense.
  init?(_ arguments: [String]) {
    guard let name = arguments.first else { return nil }
    let number = arguments.dropFirst().first.flatMap { Int($0) }
    self.name = name
    victim = number ?? 0
    bytesPerCall = name == "laws" ? number ?? MPIWorld.defaultBytesPerCall : 1 << 20
    let alone = ["laws", "mesh", "signal", "time"]
    if !alone.contains(name), number == nil || Self.failures[name] == nil { return nil }
  }

  /// Does it.
  func run(_ world: MPIWorld) -> Ending {
    switch name {
    case "laws": laws(world)
    case "mesh": mesh(world)
    case "signal": signal(world)
    case "time": time(world)
    default: fail(world)
    }
  }

  private func laws(_ world: MPIWorld) -> Ending {
    let laws = CommunicatorLaw.all.filter { !$0.endsProcesses && $0.fewestRanks <= world.size }
    for law in laws {
      world.run(deadline: law.deadline) { communicator in
        do {
          try law.check(communicator)
        } catch {
          throw LawFailure(description: "the law \"\(law)\": \(error)")
        }
      }
    }
    return Ending(line: "\(laws.count) laws hold on \(world.size) ranks")
  }

  private struct LawFailure: Error, CustomStringConvertible { let description: String }

  /// A mesh of two replicas: sums along each axis, and over all.
  private func mesh(_ world: MPIWorld) -> Ending {
    let mesh = Mesh(dpReplicate: 2, dpShard: world.size / 2)
    let sums = world.run { communicator in
      try [[Mesh.Axis.dpShard], [.dpReplicate], Array(Mesh.allAxes)].map { axes in
        let part = try communicator.split(
          color: mesh.group(of: communicator.rank, along: Set(axes)), key: communicator.rank)
        guard let part, part.size == mesh.size(along: Set(axes)) else { return [] }
        return try communicator.allGather([try part.allReduce(1 << communicator.rank, .sum)])
      }
    }
    return Ending(line: "\(sums)")
  }
}
