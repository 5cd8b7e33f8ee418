import Foundation
import Testing

@testable import MotifData

/// Ranks that read their rows of the same stream, whatever their number.
@Suite("Streams of ranks") struct RankStreamTests {
  private static let sizes = [[7, 30, 2, 19], [3, 1, 0, 4], [40, 11]]
  private static let shapes = [(5, 8), (4, 8), (12, 8), (6, 16), (7, 16), (3, 32)]

  private func stream() throws -> BatchStream {
    var config = BatchStream.Config()
    (config.rows, config.length, config.totalTokens, config.seed) = (4, 8, 4000, 9)
    let names = ["a", "b", "c"]
    return try BatchStream(
      corpora: zip(names, Self.sizes).map { numberedCorpus($1, domain: $0) },
      schedule: CurriculumSchedule(
        .init(
          axis: .progress,
          knots: [
            .init(at: 0, weights: ["a": 3, "b": 1]), .init(at: 1, weights: ["b": 1, "c": 2]),
          ]),
        domains: names), config: config)
  }

  /// The rows of `rank` of `size`: as even as they can be, the first ones having one more.
  private func share(_ rows: Int, _ rank: Int, _ size: Int) -> Range<Int> {
    let (each, more) = (rows / size, rows % size)
    let start = rank * each + min(rank, more)
    return start..<start + each + (rank < more ? 1 : 0)
  }

  /// The inputs of all batches from `states[0]` on, put together from ranks with a stream each.
  private func read(_ steps: Range<Int>, ranks: Int, from saved: Data?) throws -> ([[Int32]], Data)
  {
    var streams = try (0..<ranks).map { _ in try stream() }
    if let saved {
      let state = try JSONDecoder().decode(BatchStream.State.self, from: saved)
      for rank in streams.indices { try streams[rank].restore(state) }
    }
    var batches: [[Int32]] = []
    for step in steps {
      let (rows, length) = Self.shapes[step % Self.shapes.count]
      var inputs: [Int32] = []
      for rank in streams.indices {
        let batch = streams[rank].next(rows: rows, length: length)
        let own = share(rows, rank, ranks)
        if !own.isEmpty { inputs += batch.slice(rows: own).inputs }
      }
      batches.append(inputs)
    }
    for stream in streams { #expect(stream.state == streams[0].state) }
    return (batches, try JSONEncoder().encode(streams[0].state))
  }

  @Test("read the same, also when their number changes on the way", arguments: 1...4)
  func ranks(first: Int) throws {
    let whole = try read(0..<30, ranks: 1, from: nil)
    for second in 1...4 {
      for cut in [1, 7, 16] {
        let (before, state) = try read(0..<cut, ranks: first, from: nil)
        let (after, end) = try read(cut..<30, ranks: second, from: state)
        #expect(before + after == whole.0, "\(first) ranks, then \(second) after step \(cut)")
        let decoder = JSONDecoder()
        #expect(
          try decoder.decode(BatchStream.State.self, from: end)
            == decoder.decode(BatchStream.State.self, from: whole.1))
      }
    }
  }

  @Test("an epoch has every token once") func everyTokenOnce() throws {
    var stream = try stream()
    var seen: [Int32: [[Int32]]] = [:]
    for step in 0..<40 {
      let (rows, length) = Self.shapes[step % Self.shapes.count]
      let batch = stream.next(rows: rows, length: length)
      for row in 0..<rows {
        seen[batch.domainOfRow[row], default: []].append(
          Array(batch.inputs[row * length..<(row + 1) * length]))
      }
    }
    for (domain, sizes) in Self.sizes.enumerated() {
      let corpus = numberedCorpus(sizes)
      let read = seen[Int32(domain)]?.flatMap { $0 } ?? []
      let epochs = read.count / corpus.tokens.count
      #expect(epochs > 1)
      for epoch in 0..<epochs {
        let part = read[epoch * corpus.tokens.count..<(epoch + 1) * corpus.tokens.count]
        #expect(part.sorted() == corpus.tokens.sorted(), "domain \(domain), epoch \(epoch)")
      }
    }
  }
}
