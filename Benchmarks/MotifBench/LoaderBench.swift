import Foundation
import MotifCore
import MotifData

/// Draws batches from a mixture of eight domains, over many epochs: how fast, and in how much memory.
///
/// The tokens are virtual: the corpora are small and read again and again, so that what grows with the
/// tokens drawn would be seen.
struct LoaderBench {
  /// Where the stream stands when it is looked at.
  struct Reading {
    let tokens: Int
    let seconds: Double
    let residentBytes: Int
    let epochs: ClosedRange<Int>
  }

  /// Tokens to draw in all.
  let tokens: Int
  private let rows = 8
  private let length = 1024
  private static let domainCount = 8

  /// Draws all tokens; a reading at 1, 10, 50 and 100 percent of them.
  func run() throws(BenchError) -> [Reading] {
    do {
      var stream = try makeStream()
      let start = Stopwatch.now()
      return [0.01, 0.1, 0.5, 1].map { share in
        let target = Int(share * Double(tokens))
        while stream.tokensDrawn < target { _ = stream.next() }
        let epochs = stream.counts.map(\.epochs)
        return Reading(
          tokens: stream.tokensDrawn, seconds: Stopwatch.now() - start,
          residentBytes: ProcessMemory.resident,
          epochs: (epochs.min() ?? 0)...(epochs.max() ?? 0))
      }
    } catch {
      throw BenchError(description: error.description)
    }
  }

  func printTable(_ readings: [Reading]) {
    print(
      "\n\(Self.domainCount) domains, batches of \(rows) × \(length) tokens, one thread\n\n"
        + "| tokens drawn | epochs | tokens/s | resident MiB |\n|---|---|---|---|")
    for reading in readings {
      print(
        "| \(reading.tokens) | \(reading.epochs.lowerBound)–\(reading.epochs.upperBound) | "
          + String(format: "%.0f", Double(reading.tokens) / reading.seconds)
          + " | " + String(format: "%.1f", Double(reading.residentBytes) / 1_048_576) + " |")
    }
  }

  /// Shares move from falling to rising weights, so that domains see different numbers of epochs.
  private func makeStream() throws(DataError) -> BatchStream {
    let names = (0..<Self.domainCount).map { "domain-\($0)" }
    let tokenizer = try BPETrainer(BPETrainer.Config()).train()
    var corpora: [TokenizedCorpus] = []
    for name in names {
      corpora.append(
        try TokenizedCorpus(domain: name, documents: Self.documents(name), tokenizer: tokenizer))
    }
    let rising = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0 + 1)) })
    let falling = rising.mapValues { Double(Self.domainCount + 1) - $0 }
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress, knots: [.init(at: 0, weights: falling), .init(at: 1, weights: rising)]),
      domains: names)
    var config = BatchStream.Config()
    config.rows = rows
    config.length = length
    config.totalTokens = tokens
    return try BatchStream(corpora: corpora, schedule: schedule, config: config)
  }

  /// Some 600,000 bytes in documents of 50 to 2,000 letters.
  private static func documents(_ domain: String) -> [Document] {
    var random = CounterRandom(seed: 17, name: domain)
    return (0..<600).map { _ in
      let letters = (0..<50 + random.integer(below: 1951)).map { _ in
        Character(Unicode.Scalar(UInt8(97 + random.integer(below: 26))))
      }
      return Document(text: String(letters), domain: domain)
    }
  }
}
