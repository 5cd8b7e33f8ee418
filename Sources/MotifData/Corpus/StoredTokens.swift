internal import MotifCore
internal import Synchronization

/// Tokens of some documents in files, read in small blocks when they are asked for.
///
/// Nothing is mapped: a mapped page counts as the process's own memory. The files stay open, so they
/// may lose their names; a file that becomes shorter or cannot be read is told by ``failure``, and its
/// tokens are 0 from then on.
final class StoredTokens: Sendable {
  /// Tokens that follow each other in a file.
  struct Piece: Sendable {
    let file: ReadableFile
    /// The byte of the first.
    let offset: Int
    /// Bytes of a token, 2 or 4.
    let width: Int
    let count: Int
  }

  private struct Cache {
    /// Blocks by their number, in the slot of that number.
    var blocks: [(number: Int, tokens: [Int32])] = Array(repeating: (-1, []), count: slots)
    /// The document asked for last.
    var document = 0
    var failure: FileError?
  }

  private static let slots = 256
  /// Tokens of a block.
  private static let blockSize = 1024

  private let pieces: [Piece]
  /// Where each piece ends in the tokens of all pieces.
  private let pieceEnds: [Int]
  /// Where each document ends in this sequence.
  private let ends: [Int]
  /// Where each document begins in the tokens of all pieces.
  private let starts: [Int]
  private let cache = Mutex(Cache())

  /// The tokens of documents that begin at `starts` in the tokens of all `pieces`, and end at `ends` in
  /// this sequence.
  init(_ pieces: [Piece], starts: [Int], ends: [Int]) {
    precondition(starts.count == ends.count, "every document has a start and an end")
    self.pieces = pieces
    self.starts = starts
    self.ends = ends
    var total = 0
    pieceEnds = pieces.map { piece in
      total += piece.count
      return total
    }
  }

  var count: Int { ends.last ?? 0 }

  var failure: FileError? { cache.withLock { $0.failure } }

  subscript(index: Int) -> Int32 {
    precondition(index >= 0 && index < count, "token \(index) is not in 0 ..< \(count)")
    return cache.withLock { cache in
      if !holds(index, cache.document) {
        cache.document =
          holds(index, cache.document + 1) ? cache.document + 1 : Self.first(in: ends, above: index)
      }
      let begin = cache.document == 0 ? 0 : ends[cache.document - 1]
      return token(at: starts[cache.document] + index - begin, &cache)
    }
  }

  private func holds(_ index: Int, _ document: Int) -> Bool {
    document < ends.count && index < ends[document]
      && (document == 0 || ends[document - 1] <= index)
  }

  /// The token at `place` in the tokens of all pieces.
  private func token(at place: Int, _ cache: inout Cache) -> Int32 {
    let number = place / Self.blockSize
    let slot = number % Self.slots
    if cache.blocks[slot].number != number {
      do throws(FileError) {
        cache.blocks[slot] = (number, try block(number))
      } catch {
        cache.failure = cache.failure ?? error
        return 0
      }
    }
    return cache.blocks[slot].tokens[place % Self.blockSize]
  }

  private func block(_ number: Int) throws(FileError) -> [Int32] {
    var tokens: [Int32] = []
    let all = pieceEnds.last ?? 0
    var place = number * Self.blockSize
    let end = min(all, place + Self.blockSize)
    while place < end {
      let piece = Self.first(in: pieceEnds, above: place)
      let begin = pieceEnds[piece] - pieces[piece].count
      let count = min(end, pieceEnds[piece]) - place
      tokens += try pieces[piece].tokens(place - begin..<place - begin + count)
      place += count
    }
    return tokens
  }

  /// The index of the first of `ends`, which rise, that is above `value`.
  private static func first(in ends: [Int], above value: Int) -> Int {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension StoredTokens.Piece {
  /// The tokens of `range`, counted from the first of the piece.
  func tokens(_ range: Range<Int>) throws(FileError) -> [Int32] {
    let bytes = try file.bytes(
      offset + width * range.lowerBound..<offset + width * range.upperBound)
    return [Int32](unsafeUninitializedCapacity: range.count) { tokens, count in
      bytes.withUnsafeBytes { bytes in
        for index in 0..<range.count {
          tokens[index] =
            width == 2
            ? Int32(
              UInt16(
                littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
            : Int32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
        }
      }
      count = range.count
    }
  }
}
