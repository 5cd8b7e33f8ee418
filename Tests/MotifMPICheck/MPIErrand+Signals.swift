import Foundation
import MotifDistributed
import Synchronization

extension MPIErrand {
  private static let received = Atomic<Int>(0)

  /// Goes on until one rank has got SIGUSR1, as schedulers send it, and all have agreed to stop.
  func signal(_ world: MPIWorld) -> Ending {
    Foundation.signal(SIGUSR1) { _ in MPIErrand.received.store(1, ordering: .relaxed) }
    let rounds = world.run { communicator in
      var rounds = 0
      while try communicator.allReduce(Self.received.load(ordering: .relaxed), .max) == 0 {
        rounds += 1
        // Whoever waits for it sends the signal into the rounds, not before them.
        if rounds == 3, communicator.rank == 0 { MPIWorld.tellStandardError("ready") }
        usleep(1000)
      }
      let all = try communicator.allGather([rounds])
      guard Set(all).count == 1 else { throw Disagreement(rounds: all) }
      return rounds
    }
    // Hydra forgets the status of a job that it has passed a signal to.
    MPIWorld.tellStandardError("rank \(world.rank) ends with 75")
    return Ending(line: "stopped together after \(rounds > 0 ? "some" : "no") rounds", status: 75)
  }

  private struct Disagreement: Error { let rounds: [Int] }
}
