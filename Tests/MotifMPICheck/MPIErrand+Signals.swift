import Foundation
import MotifDistributed
import Synchronization

extension MPIErrand {
  private static let received = Atomic<Int>(0)

  /// Goes on until one rank has got SIGUSR1, as schedulers send it, and all have agreed to stop.
  func signal(_ world: MPIWorld) -> Ending {
    Foundation.signal(SIGUSR1) { _ in MPIErrand.received.store(1, ordering: .relaxed) }
    let rounds = world.run { communicator in
      try communicator.barrier()
      if communicator.rank == 0 { MPIWorld.tellStandardError("ready") }
      var rounds = 0
      while try communicator.allReduce(Self.received.load(ordering: .relaxed), .max) == 0 {
        rounds += 1
        usleep(1000)
      }
      let all = try communicator.allGather([rounds])
      guard Set(all).count == 1 else { throw Disagreement(rounds: all) }
      return rounds
    }
    return Ending(line: "stopped together after \(rounds > 0 ? "some" : "no") rounds", status: 75)
  }

  private struct Disagreement: Error { let rounds: [Int] }
}
