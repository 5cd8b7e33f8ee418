internal import MotifTensor

/// Texts that a ``Generator`` writes side by side, each in a row of one cache.
///
/// A prompt is read alone, as it would be without the others; then every pass reads one token of each
/// row. A row whose text is done goes to the next text that waits.
struct TextBatch {
  /// The texts, in the order of their prompts.
  private(set) var texts: [GrowingText]
  private let model: CausalLanguageModel
  private let cache: KeyValueCache
  /// The text in each row of the cache.
  private var rows: [Int?]
  /// The texts without a row, the next one last.
  private var waiting: [Int]

  /// A batch of `texts`, of which up to `atOnce` have a row; nil when there is nothing to write.
  init?(_ texts: [GrowingText], _ model: CausalLanguageModel, atOnce: Int) {
    waiting = texts.indices.reversed().filter { !texts[$0].isDone }
    guard let capacity = waiting.map({ texts[$0].capacity }).max() else { return nil }
    cache = KeyValueCache(model.config, capacity: capacity, rows: min(atOnce, waiting.count))
    rows = Array(repeating: nil, count: cache.rowCount)
    self.texts = texts
    self.model = model
  }

  /// Writes all texts to their ends; `add` gets the logits of the next token of the text of an index.
  mutating func write(_ add: (_ text: inout GrowingText, _ index: Int, [Float]) -> Void) {
    withoutGradients {
      while true {
        for row in rows.indices {
          while rows[row] == nil, let next = waiting.popLast() {
            cache.clear(row: row)
            rows[row] = next
            advance([row], add)
          }
        }
        let active = rows.indices.filter { rows[$0] != nil }
        if active.isEmpty { break }
        advance(active, add)
      }
    }
  }

  /// Reads what the texts in the rows `reading` have pending, and adds to each.
  private mutating func advance(
    _ reading: [Int], _ add: (inout GrowingText, Int, [Float]) -> Void
  ) {
    for (row, logits) in zip(reading, logits(of: reading)) {
      guard let index = rows[row] else { continue }
      add(&texts[index], index, logits)
      if texts[index].isDone { rows[row] = nil }
    }
  }

  /// The logits of the token after all that each of the rows `reading` has.
  private func logits(of reading: [Int]) -> [[Float]] {
    var tokens = [[Int32]](repeating: [], count: rows.count)
    for row in reading { tokens[row] = rows[row].map { texts[$0].pending } ?? [] }
    let hidden = model(tokens, cache: cache).hidden
    let ends = reading.reduce(into: [Int]()) { $0.append(($0.last ?? -1) + tokens[$1].count) }
    let last = hidden.reshaped([hidden.shape[1], hidden.shape[2]])
      .gather(TokenTensor(ends, shape: [ends.count]))
    let logits = model.logits(last).values
    let width = model.config.vocabSize
    return ends.indices.map { Array(logits[$0 * width..<($0 + 1) * width]) }
  }
}
