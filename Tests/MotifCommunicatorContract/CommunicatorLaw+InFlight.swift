import MotifDistributed

extension CommunicatorLaw {
  /// What each operation gives, one after the other.
  static let exercises = [
    CommunicatorLaw(name: "ranks are numbered from zero") { communicator in
      try require(0..<communicator.size ~= communicator.rank, "rank \(communicator.rank)")
      let ranks = try communicator.allGather([communicator.rank])
      try require(ranks == Array(0..<communicator.size), "ranks \(ranks)")
    },
    CommunicatorLaw(name: "every operation, type and count gives the expected bits") {
      communicator in
      for (salt, exercise) in Exercise.all(ranks: communicator.size).enumerated() {
        let started = exercise.start(communicator, salt)
        try started.pending.wait()
        try started.verify()
      }
    },
    CommunicatorLaw(name: "arrays of different lengths are gathered") { communicator in
      let gathered = try communicator.allGather(
        [Bool](repeating: communicator.rank % 2 == 0, count: communicator.rank + 1))
      let expected = (0..<communicator.size).flatMap {
        [Bool](repeating: $0 % 2 == 0, count: $0 + 1)
      }
      try require(gathered == expected, "\(gathered)")
    },
    CommunicatorLaw(name: "single numbers are reduced") { communicator in
      let count = try communicator.allReduce(communicator.rank + 1, .sum)
      try require(count == communicator.size * (communicator.size + 1) / 2, "sum \(count)")
      let wish = communicator.rank == communicator.size / 2 ? 1 : 0
      let wished = try communicator.allReduce(wish, .max)
      try require(wished == 1, "max \(wished)")
    },
  ]

  /// Several collectives at once.
  static let inFlight = [
    CommunicatorLaw(name: "waits come in another order than starts, on each rank in its own") {
      communicator in
      let exercises = Exercise.all(ranks: communicator.size)
      for first in stride(from: 0, to: exercises.count, by: 9) {
        let started = exercises[first..<min(first + 9, exercises.count)].enumerated().map {
          $1.start(communicator, $0)
        }
        // A permutation of its own on every rank: strides that have no divisor in common with 9.
        var order = Array(started.indices)
        if started.count == 9 {
          let step = [2, 4, 5, 7, 8][communicator.rank % 5]
          order = order.map { ($0 * step + communicator.rank) % 9 }
        }
        for index in order {
          try started[index].pending.wait()
          try started[index].verify()
        }
      }
    },
    CommunicatorLaw(name: "a start waits for nobody", fewestRanks: 2) { communicator in
      let side = try beside(communicator)
      let exercise = Exercise.all(ranks: communicator.size)[1]
      if communicator.rank > 0 { try side.barrier() }
      let started = exercise.start(communicator, 3)
      if communicator.rank == 0 { try side.barrier() }
      try started.pending.wait()
      try started.verify()
    },
    CommunicatorLaw(name: "a wait needs the others' starts, not their waits") { communicator in
      let side = try beside(communicator)
      for (salt, exercise) in Exercise.some(ranks: communicator.size, from: 0).enumerated() {
        let started = exercise.start(communicator, salt)
        if communicator.rank == salt % communicator.size {
          try started.pending.wait()
          try started.verify()
          try side.barrier()
        } else {
          try side.barrier()
          try started.pending.wait()
          try started.verify()
        }
      }
    },
    CommunicatorLaw(name: "polling gets there too, and waits may be repeated") { communicator in
      let side = try beside(communicator)
      for (salt, exercise) in Exercise.some(ranks: communicator.size, from: 2).enumerated() {
        let started = exercise.start(communicator, salt)
        try side.barrier()
        while !started.pending.poll() {}
        try started.pending.wait()
        try started.verify()
        try started.pending.wait()
      }
    },
    CommunicatorLaw(name: "no poll ends before all have started", fewestRanks: 2) { communicator in
      let side = try beside(communicator)
      if communicator.rank == 0 { try side.barrier() }
      let pending = communicator.startBarrier()
      if communicator.rank > 0 {
        try require(!pending.poll(), "rank 0 has not come")
        try side.barrier()
      }
      try pending.wait()
    },
    CommunicatorLaw(name: "many calls in a row stay in step") { communicator in
      var values: [Float] = [Float(communicator.rank), 1]
      for _ in 0..<200 {
        try communicator.allReduce(&values, .max)
        values[0] += 1
        try communicator.barrier()
      }
      try require(values == [Float(communicator.size - 1) + 200, 1], "\(values)")
    },
  ]

  /// Another group of the same ranks under the same numbers.
  static func beside(_ communicator: any Communicator) throws -> any Communicator {
    guard let side = try communicator.split(color: 0, key: communicator.rank) else {
      throw LawBroken(description: "no group for a color")
    }
    return side
  }
}
