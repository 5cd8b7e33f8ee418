import MotifCore
import MotifDistributed

extension CommunicatorLaw {
  /// What ranks hear of each other's failures.
  static let failures = disagreements + absences

  private struct OutOfPaper: Error, CustomStringConvertible {
    let description = "out of paper"
  }

  /// Ranks that call different things, the last rank another than the others.
  private static let disagreements = [
    disagreement("operations", "barrier", "allGather of [0, ") { communicator, isLast in
      let counts = Array(0..<communicator.size)
      return isLast
        ? .allGather(
          UnsafeRawBufferPointer(zeros(communicator.rank)), zeros(counts.reduce(0, +)),
          counts: counts, .uint8) : .barrier
    },
    disagreement("counts", "allReduce(sum) of 0 float32", "allReduce(sum) of 1 float32") {
      .allReduce(zeros($1 ? 4 : 0), .float32, .sum)
    },
    disagreement("types", "allReduce(max) of 2 float32", "allReduce(max) of 1 int64") {
      .allReduce(zeros(8), $1 ? .int64 : .float32, .max)
    },
    disagreement("reductions", "allReduce(max) of 4 bfloat16", "allReduce(sum) of 4 bfloat16") {
      .allReduce(zeros(8), .bfloat16, $1 ? .sum : .max)
    },
    disagreement("roots", "broadcast from rank 0 of 8 bool", "broadcast from rank 1 of 8 bool") {
      .broadcast(zeros(8), .bool, root: $1 ? 1 : 0)
    },
    CommunicatorLaw(name: "parts that are sent and not expected name both ends", fewestRanks: 2) {
      communicator in
      let (rank, size) = (communicator.rank, communicator.size)
      let site = CallSite(fileID: "Law", line: 100 + rank)
      let expected = (0..<size).map { rank == size - 1 && $0 == size - 2 ? 3 : 1 }
      try requireError(
        .mismatch,
        naming: [
          "rank \(size - 2), which called allToAllV", "at Law:\(98 + size)",
          "sends 1 elements to rank \(size - 1), which expects 3", "at Law:\(99 + size)",
        ]
      ) {
        try communicator.perform(
          .allToAllV(
            UnsafeRawBufferPointer(zeros(size)), sendCounts: Array(repeating: 1, count: size),
            zeros(expected.reduce(0, +)), receiveCounts: expected, .uint8),
          at: site)
      }
    },
  ]

  /// A buffer that outlives the test, for calls that fail.
  private static func zeros(_ count: Int) -> UnsafeMutableRawBufferPointer {
    precondition(count <= 1024, "the lasting buffer has 1024 bytes")
    return UnsafeMutableRawBufferPointer(start: lasting, count: count)
  }

  private nonisolated(unsafe) static let lasting = UnsafeMutableRawPointer.allocate(
    byteCount: 1024, alignment: 64)

  private static func disagreement(
    _ what: String, _ first: String, _ last: String,
    _ collective: @escaping @Sendable (any Communicator, _ isLast: Bool) -> Collective
  ) -> CommunicatorLaw {
    CommunicatorLaw(name: "different \(what) are named to every rank", fewestRanks: 2) {
      communicator in
      let isLast = communicator.rank == communicator.size - 1
      try communicator.barrier()
      func call() throws {
        try communicator.perform(
          collective(communicator, isLast),
          at: CallSite(fileID: "Law", line: 100 + communicator.rank))
      }
      let names = [
        "call 1: rank 0 called \(first)", "at Law:100,",
        "rank \(communicator.size - 1) called \(last)", "at Law:\(99 + communicator.size)",
      ]
      let error = try requireError(.mismatch, naming: names, call)
      // The group is of no use any more, for a call on which all would agree as well.
      let again = try requireError(.mismatch) { try communicator.barrier() }
      try require(again == error, "\(again)")
    }
  }

  private static let absences = [
    CommunicatorLaw(
      name: "a rank that fails is named in its groups, with reason", endsProcesses: true
    ) { communicator in
      let failing = communicator.size / 2
      guard let half = try communicator.split(color: communicator.rank % 2, key: 0) else { return }
      if communicator.rank == failing {
        half.fail(OutOfPaper(), at: CallSite(fileID: "Law", line: 7))
      }
      let names = ["rank \(failing) failed at Law:7 after ", "split", ": out of paper"]
      let error = try requireError(.aborted, naming: names) { try communicator.barrier() }
      let again = try requireError(.aborted) { _ = try communicator.allReduce(1, .sum) }
      try require(again == error, "\(again)")
      if communicator.rank % 2 == failing % 2 {
        let heard = try requireError(.aborted) { try half.barrier() }
        try require(heard == error, "\(heard)")
      } else {
        // Those who do not need the rank work on.
        try half.barrier()
        let sum = try half.allReduce(1, .sum)
        try require(sum == half.size, "\(sum)")
      }
    },
    CommunicatorLaw(name: "a rank that ends early is named", fewestRanks: 2) { communicator in
      let last = communicator.size - 1
      if communicator.rank == last { return }
      let error = try requireError(
        .departed,
        naming: [
          "call 0", " waits in allReduce(sum) of 1 int64 at ",
          "for rank \(last), which has ended",
        ]
      ) { _ = try communicator.allReduce(1, .sum) }
      let again = try requireError(.departed) { try communicator.barrier() }
      try require(again == error, "\(again)")
    },
    CommunicatorLaw(name: "a rank that does not come is named", fewestRanks: 2, deadline: 2) {
      communicator in
      let side = try beside(communicator)
      let last = communicator.size - 1
      if communicator.rank != last {
        let names = ["call 1: rank ", " waited 2.0 s in barrier at Law:5 for rank \(last)"]
        try requireError(.deadline, naming: names) {
          try communicator.perform(.barrier, at: CallSite(fileID: "Law", line: 5))
        }
      }
      // Polling has no deadline, so this rank hears when the others have given up.
      let pending = side.startBarrier()
      while !pending.poll() {}
      try pending.wait()
      try requireError(.deadline) { try communicator.barrier() }
    },
    CommunicatorLaw(name: "a collective without a wait ends the group") { communicator in
      let dropping = communicator.size / 2
      let block = Block([1.0])
      func takePart() {
        let pending = communicator.start(
          .allReduce(block.bytes, .float64, .sum),
          at: CallSite(fileID: "Law", line: 9 + communicator.rank))
        // The others may be served before it is dropped.
        if communicator.rank != dropping { try? pending.wait() }
      }
      withExtendedLifetime(block) { takePart() }
      let name = "call 0: rank \(dropping) dropped allReduce(sum) of 1 float64 at "
      try requireError(.aborted, naming: [name + "Law:\(9 + dropping) without"]) {
        try communicator.barrier()
      }
    },
  ]
}
