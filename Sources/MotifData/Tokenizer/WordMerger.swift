/// Merges the bytes or characters of one word; scratch arrays are kept from word to word.
struct WordMerger: Sendable {
  private var symbols = ContiguousArray<Int32>()
  private var ranks = ContiguousArray<Int32>()
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
      mergeByScan(tokenizer)
      ids.append(contentsOf: symbols)
    } else {
      mergeByQueue(tokenizer)
      for symbol in symbols where symbol >= 0 { ids.append(symbol) }
    }
  }

  /// O(n²) with a tiny constant: rescans the ranks after every merge.
  private mutating func mergeByScan(_ tokenizer: ByteLevelBPE) {
    ranks.removeAll(keepingCapacity: true)
    for index in symbols.indices.dropLast() {
      ranks.append(tokenizer.ranks.rank(symbols[index], symbols[index + 1]))
    }
    while true {
      var best = MergeTable.none
      var position = 0
      for (index, rank) in ranks.enumerated() where rank < best {
        best = rank
        position = index
      }
      guard best != MergeTable.none else { return }
      symbols[position] = tokenizer.results[Int(best)]
      symbols.remove(at: position + 1)
      ranks.remove(at: position)
      if position > 0 {
        ranks[position - 1] = tokenizer.ranks.rank(symbols[position - 1], symbols[position])
      }
      if position < ranks.count {
        ranks[position] = tokenizer.ranks.rank(symbols[position], symbols[position + 1])
      }
    }
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
      symbols[position] = tokenizer.results[Int(rank)]
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
