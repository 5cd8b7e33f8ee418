internal import MotifVector

/// Up to 64 (query, head) pairs of one stream, each in a SIMD lane of its own.
///
/// Scores are kept as `[key, lane]`: softmax statistics are then plain lane-wise operations, keys and
/// values are broadcast straight from their tensors, and neither head dimension needs padding. The
/// heads of a stream share keys and values, so lane n is query n / heads of head n mod heads; lanes
/// are in order of position and a block of R heads meets only 64 / R queries' worth of diagonal.
///
/// `enter` selects a tile of keys and finds, for every vector of lanes, how many of its keys are
/// needed (`limits`, ascending). Products leave out the rest.
struct LaneBlock {
  /// Lanes of a block, and the row stride of every `[_, lane]` buffer.
  static let capacity = 64
  /// Keys of a tile.
  static let keysPerTile = 64
  /// What a block needs of scratch, in 4-byte numbers.
  static let scratchCount = 5 * capacity + 32

  /// Lanes in use; the others are zero and see no key.
  let count: Int
  /// Vectors that cover them.
  let vectors: Int
  /// One past the last key that any lane may see.
  private(set) var keyEnd = 0
  /// Offset of each lane's query in rows of `[Tq, Hq]`, and of its statistic in `[Hq, Tq]`.
  let rows: UnsafeMutablePointer<Int32>
  let statistics: UnsafeMutablePointer<Int32>

  private let positions: UnsafeMutablePointer<Int32>
  private let ids: UnsafeMutablePointer<Int32>
  private let firstPosition: UnsafeMutablePointer<Int32>
  private let lastPosition: UnsafeMutablePointer<Int32>
  private let limits: UnsafeMutablePointer<Int32>
  private let keyIds: UnsafePointer<Int32>?
  private var lowestId = Int32.max
  private var highestId = Int32.min
  private var start = 0
  private var checksIds = false

  /// The number of blocks that cover a stream of `heads` heads.
  static func count(queries: Int, heads: Int) -> Int {
    (queries * heads + capacity - 1) / capacity
  }

  /// Block `index` of `stream`; `segments` are the ids of its batch element.
  init(
    _ shape: AttentionShape, _ stream: AttentionLayout.Stream, index: Int,
    segments: UnsafePointer<Int32>?, scratch: UnsafeMutablePointer<Float>
  ) {
    let n = Self.capacity
    let integers = UnsafeMutableRawPointer(scratch).bindMemory(
      to: Int32.self, capacity: Self.scratchCount)
    (rows, statistics) = (integers, integers + n)
    (positions, ids, limits) = (integers + 2 * n, integers + 3 * n, integers + 4 * n)
    (firstPosition, lastPosition) = (integers + 5 * n, integers + 5 * n + 16)
    keyIds = segments
    let heads = stream.queryHeads.count
    count = min(n, shape.queryLength * heads - index * n)
    vectors = (count + vectorWidth - 1) / vectorWidth
    for lane in 0..<n {
      (rows[lane], statistics[lane], positions[lane], ids[lane]) = (0, 0, -1, 0)
      guard lane < count else { continue }
      let (query, slot) = (index * n + lane).quotientAndRemainder(dividingBy: heads)
      let head = stream.queryHeads[slot]
      rows[lane] = Int32(query * shape.queryHeads + head)
      statistics[lane] = Int32(head * shape.queryLength + query)
      let position = query + shape.keyLength - shape.queryLength
      guard position >= 0 else { continue }
      if let segments {
        ids[lane] = segments[position]
        if ids[lane] == 0 { continue }
        lowestId = min(lowestId, ids[lane])
        highestId = max(highestId, ids[lane])
      }
      positions[lane] = Int32(position)
      keyEnd = max(keyEnd, position + 1)
    }
    findPositionRanges()
  }

  /// Smallest position of each vector, and largest of it and the vectors before it.
  private func findPositionRanges() {
    var last: Int32 = -1
    for vector in 0..<vectors {
      var first = Int32.max
      for lane in vector * vectorWidth..<(vector + 1) * vectorWidth {
        first = min(first, positions[lane])
        last = max(last, positions[lane])
      }
      (firstPosition[vector], lastPosition[vector]) = (first, last)
    }
  }

  /// Selects keys `start ..< start + count`; false when no lane may see any of them.
  mutating func enter(_ start: Int, _ count: Int) -> Bool {
    self.start = start
    checksIds = false
    if let keyIds {
      var (lowest, highest) = (Int32.max, Int32.min)
      for key in start..<start + count {
        lowest = min(lowest, keyIds[key])
        highest = max(highest, keyIds[key])
      }
      if highest < lowestId || lowest > highestId { return false }
      checksIds = lowest != highest || lowestId != highestId
    }
    // Whole groups of 8 keys, so that a group's products may run over all of its keys.
    for vector in 0..<vectors {
      let needed = max(0, Int(lastPosition[vector]) - start + 1)
      limits[vector] = Int32(min(count, (needed + 7) / 8 * 8))
    }
    return limits[vectors - 1] > 0
  }

  /// How many keys of the tile the lanes of `vector` need.
  func limit(_ vector: Int) -> Int { Int(limits[vector]) }

  /// Sets the scores that lanes of `vector` must not see to −∞.
  func mask(_ scores: UnsafeMutablePointer<Float>, _ vector: Int) {
    let limit = limit(vector)
    guard checksIds || Int(firstPosition[vector]) < start + limit - 1 else { return }
    let column = scores + vector * vectorWidth
    let position = loadIntegers(positions + vector * vectorWidth)
    let id = loadIntegers(ids + vector * vectorWidth)
    let never = Vector(repeating: -.infinity)
    for key in 0..<limit {
      var hidden = position .< VectorInt(repeating: Int32(truncatingIfNeeded: start + key))
      if checksIds, let keyIds {
        hidden = hidden .| (id .!= VectorInt(repeating: keyIds[start + key]))
      }
      let score = load(column, key * Self.capacity)
      store(score.replacing(with: never, where: hidden), column, key * Self.capacity)
    }
  }
}

@inline(__always)
private func loadIntegers(_ pointer: UnsafePointer<Int32>) -> VectorInt {
  UnsafeRawPointer(pointer).loadUnaligned(as: VectorInt.self)
}
