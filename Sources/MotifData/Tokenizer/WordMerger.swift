/// Merges the bytes or characters of one word; scratch arrays are kept from word to word.
struct WordMerger: Sendable {
  private var symbols = ContiguousArray<Int32>()
  private var keys = ContiguousArray<UInt64>()
  private var next = ContiguousArray<Int32>()
  private var previous = ContiguousArray<Int32>()
  private(set) var queue = PriorityQueue()
  /// Up to this length a scan for the smallest rank beats the bookkeeping of a queue.
  private let longestScan: Int

  init(longestScan: Int = 48) { self.longestScan = longestScan }

  /// Appends the tokens of `word` to `ids`.
  mutating func merge(
    _ word: UnsafeBufferPointer<UInt8>, with tokenizer: ByteLevelBPE, into ids: inout [Int32]
  ) {
    symbols.removeAll(keepingCapacity: true)
    if let fallback = tokenizer.fallback {
      fallback.appendSymbols(of: word, to: &symbols)
    } else {
      for byte in word { symbols.append(tokenizer.byteTokens[Int(byte)]) }
    }
    if symbols.count <= longestScan {
      let count = mergeByScan(tokenizer)
      ids.append(contentsOf: symbols[..<count])
    } else {
      mergeByQueue(tokenizer)
      for symbol in symbols where symbol >= 0 { ids.append(symbol) }
    }
  }

  /// O(n²) with a tiny constant: looks for the smallest rank after every merge, without a branch that
  /// the processor would have to guess.
  ///
  /// Returns how many symbols are left.
  private mutating func mergeByScan(_ tokenizer: ByteLevelBPE) -> Int {
    let table = tokenizer.ranks
    var count = symbols.count
    keys.removeAll(keepingCapacity: true)
    for place in 0..<count {
      let rank =
        place + 1 < count ? table.rank(symbols[place], symbols[place + 1]) : MergeTable.none
      keys.append(Self.key(rank, place))
    }
    symbols.withUnsafeMutableBufferPointer { symbols in
      keys.withUnsafeMutableBufferPointer { keys in
        while count > 1 {
          var best = keys[0]
          for place in 1..<count { best = min(best, keys[place]) }
          let rank = Int32(best >> 32)
          guard rank != MergeTable.none else { return }
          let place = Int(best & 0xFFFF_FFFF)
          count -= 1
          symbols[place] = table.result(of: rank)
          var after = place + 1
          while after < count {
            symbols[after] = symbols[after + 1]
            keys[after] = keys[after + 1] - 1
            after += 1
          }
          if place > 0 {
            keys[place - 1] = Self.key(table.rank(symbols[place - 1], symbols[place]), place - 1)
          }
          keys[place] = Self.key(
            place + 1 < count ? table.rank(symbols[place], symbols[place + 1]) : MergeTable.none,
            place)
        }
      }
    }
    return count
  }

  /// The rank of the pair that begins at `place`, and the place: the smallest merges first, the
  /// leftmost of equal ones.
  private static func key(_ rank: Int32, _ place: Int) -> UInt64 {
    UInt64(rank) << 32 | UInt64(place)
  }

  /// O(n log n): a linked list of symbols and a queue of (rank, position); merged symbols become −1.
  private mutating func mergeByQueue(_ tokenizer: ByteLevelBPE) {
    let count = symbols.count
    next = ContiguousArray((1...count).map { $0 < count ? Int32($0) : -1 })
    previous = ContiguousArray((0..<count).map { Int32($0) - 1 })
    queue.removeAll()
    for index in 0..<(count - 1) { enqueue(index, tokenizer) }
    while let entry = queue.pop() {
      let position = Int(entry.secondary)
      let right = Int(next[position])
      guard right >= 0, symbols[position] >= 0 else { continue }
      let rank = tokenizer.ranks.rank(symbols[position], symbols[right])
      // An entry is stale when one of its symbols has merged since.
      guard rank != MergeTable.none, rank == Int32(entry.primary) else { continue }
      symbols[position] = tokenizer.ranks.result(of: rank)
      symbols[right] = -1
      next[position] = next[right]
      if next[position] >= 0 { previous[Int(next[position])] = Int32(position) }
      if previous[position] >= 0 { enqueue(Int(previous[position]), tokenizer) }
      enqueue(position, tokenizer)
    }
  }

  private mutating func enqueue(_ position: Int, _ tokenizer: ByteLevelBPE) {
    guard next[position] >= 0 else { return }
    let rank = tokenizer.ranks.rank(symbols[position], symbols[Int(next[position])])
    guard rank != MergeTable.none else { return }
    queue.push(.init(primary: UInt64(rank), secondary: UInt64(position)))
  }
}
