import Foundation
import MotifDistributed

extension MPIErrand {
  private struct OutOfPaper: Error, CustomStringConvertible { let description = "out of paper" }

  /// What happens to the rank after a barrier; the others go on with barriers and sums.
  static let failures: [String: @Sendable (any Communicator) throws -> Void] = [
    "throw": { _ in throw OutOfPaper() },
    "fail": { $0.fail(OutOfPaper()) },
    "differ": { communicator in
      var values = [Float](repeating: 0, count: 3)
      try communicator.allReduce(&values, .max)
    },
    "leave": { _ in exit(0) },
    "kill": { _ in kill(getpid(), SIGKILL) },
    "stop": { _ in raise(SIGSTOP) },
    "stop-moving": { communicator in
      // From another thread, so that it comes in the midst of a transfer.
      Thread.detachNewThread {
        usleep(20_000)
        raise(SIGSTOP)
      }
      try sumForever(communicator)
    },
    // The others have this rank's announcement and wait for its data.
    "stop-announced": { communicator in
      var values = [Float](repeating: 1, count: Self.sumLength)
      try values.withUnsafeMutableBufferPointer { buffer in
        let sum = communicator.startAllReduce(buffer, .max)
        usleep(200_000)
        raise(SIGSTOP)
        try sum.wait()
      }
    },
    "drop": { communicator in
      _ = communicator.startBarrier()
      throw OutOfPaper()
    },
  ]

  private static let sumLength = 1 << 21

  private static func sumForever(_ communicator: any Communicator) throws {
    var values = [Float](repeating: 1, count: sumLength)
    while true { try communicator.allReduce(&values, .max) }
  }

  /// Lets the failure happen; nobody gets to the end.
  func fail(_ world: MPIWorld) -> Ending {
    world.run(deadline: name.hasPrefix("stop") ? 2 : 60) { communicator in
      try communicator.barrier()
      if communicator.rank == victim {
        // When it happened, for whoever measures how long the others take.
        MPIWorld.tellStandardError("at \(Date().timeIntervalSince1970)")
        try Self.failures[name]?(communicator)
      }
      if ["stop-moving", "stop-announced"].contains(name) { try Self.sumForever(communicator) }
      try communicator.barrier()
    }
    return Ending(line: "nothing happened")
  }
}
