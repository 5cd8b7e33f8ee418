import MotifDistributed

extension CommunicatorLaw {
  /// Groups that a split forms.
  static let groups = [
    CommunicatorLaw(name: "a split orders by key and then by rank") { communicator in
      let (rank, size) = (communicator.rank, communicator.size)
      // The last of many ranks has no color; keys descend and are equal in fours.
      func color(_ rank: Int) -> Int? { rank == size - 1 && size > 2 ? nil : rank % 2 - 5 }
      let part = try communicator.split(color: color(rank), key: -(rank / 4))
      try require((part == nil) == (color(rank) == nil), "a group without a color")
      guard let part else { return }
      // Groups do not wait for each other: they do different numbers of things.
      for _ in 0...rank % 2 { try part.barrier() }
      let peers = (0..<size).filter { color($0) == color(rank) }
        .sorted { (-($0 / 4), $0) < (-($1 / 4), $1) }
      try require(part.size == peers.count && peers[part.rank] == rank, "rank \(part.rank)")
      let gathered = try part.allGather([rank])
      try require(gathered == peers, "\(gathered), not \(peers)")
    },
    CommunicatorLaw(name: "parts of parts and the whole work beside each other") { communicator in
      let (rank, size) = (communicator.rank, communicator.size)
      guard let half = try communicator.split(color: rank % 2, key: rank),
        let quarter = try half.split(color: half.rank % 2, key: half.rank)
      else { throw LawBroken(description: "no group for a color") }
      let whole = Exercise.all(ranks: size)
      let halves = Exercise.all(ranks: half.size)
      let quarters = Exercise.all(ranks: quarter.size)
      for (salt, exercise) in whole.enumerated() where salt % 7 == 0 {
        let started = [
          exercise.start(communicator, salt), halves[salt % halves.count].start(half, salt),
          quarters[salt % quarters.count].start(quarter, salt),
        ]
        for one in rank % 3 == 0 ? started : started.reversed() {
          try one.pending.wait()
          try one.verify()
        }
      }
    },
  ]
}
