import MotifDistributed

extension MPIErrand {
  /// Microseconds of small and large collectives, the best of several runs.
  func time(_ world: MPIWorld) -> Ending {
    let lines = world.run { communicator in
      var lines: [String] = []
      func measure(_ name: String, _ times: Int, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<5 {
          let start = ContinuousClock.now
          for _ in 0..<times { try body() }
          best = min(best, (ContinuousClock.now - start) / .microseconds(1) / Double(times))
        }
        lines.append("\(name): \((best * 100).rounded() / 100) µs")
      }
      try measure("barrier", 2000) { try communicator.barrier() }
      for count in [1, 1 << 10, 1 << 14, 1 << 18, 1 << 22] {
        var values = [Float](repeating: 1, count: count)
        try measure("allReduce of \(count) float32", max(3, 2000 / count)) {
          try communicator.allReduce(&values, .max)
        }
      }
      for count in [1, 1 << 14, 1 << 20] {
        let counts = Array(repeating: count, count: communicator.size)
        let send = UnsafeMutableBufferPointer<Float>.allocate(capacity: count * communicator.size)
        let receive = UnsafeMutableBufferPointer<Float>.allocate(
          capacity: count * communicator.size)
        send.initialize(repeating: 1)
        receive.initialize(repeating: 1)
        try measure("allToAllV of \(count) float32 a rank", max(3, 2000 / count)) {
          try communicator.allToAllV(
            UnsafeBufferPointer(send), sendCounts: counts, receive, receiveCounts: counts)
        }
        send.deallocate()
        receive.deallocate()
      }
      return lines
    }
    return Ending(
      line: (["\(world.libraryVersion), \(world.size) ranks"] + lines).joined(separator: "\n"))
  }
}
