/// Rows of packed documents, ready for a model.
///
/// All arrays are row-major [rows, length]; a batch of sizes alone, for a dry run, has empty ones.
public struct PackedBatch: Sendable, Equatable {
  /// The label of a position that predicts nothing.
  public static let ignoredLabel: Int32 = -100

  /// The number of rows.
  public let rows: Int
  /// Tokens in a row.
  public let length: Int
  /// What the model reads.
  public internal(set) var inputs: [Int32]
  /// What each position must predict: the next token of the same document, or `ignoredLabel`.
  public internal(set) var labels: [Int32]
  /// The place of each token in its segment, from 0.
  public internal(set) var positions: [Int32]
  /// Which segment of the row a token belongs to, from 1; 0 is padding.
  public internal(set) var segments: [Int32]
  /// The domain, by index, that each row was drawn from.
  public internal(set) var domainOfRow: [Int32]

  /// Positions in all, padding among them.
  public var tokens: Int { rows * length }
  /// How many labels are not ignored.
  public var validTokens: Int { labels.reduce(0) { $0 + ($1 == Self.ignoredLabel ? 0 : 1) } }

  /// Pairs of a token and one that it may attend to: itself and those before it in its segment.
  ///
  /// Padding attends to nothing. The tokens of a segment lie side by side. O(tokens).
  package var attentionPairs: Int {
    guard !segments.isEmpty else { return rows * length * (length + 1) / 2 }
    var pairs = 0
    for row in 0..<rows {
      var seen = 0
      for place in row * length..<(row + 1) * length {
        let isFirst = place == row * length || segments[place] != segments[place - 1]
        seen = isFirst ? 1 : seen + 1
        if segments[place] != 0 { pairs += seen }
      }
    }
    return pairs
  }

  /// A batch of padding: label ignored, segment 0.
  public init(rows: Int, length: Int, padding: Int32) {
    precondition(rows > 0 && length > 0, "a batch of \(rows) rows of \(length) tokens is empty")
    let count = rows * length
    self.rows = rows
    self.length = length
    inputs = [Int32](repeating: padding, count: count)
    labels = [Int32](repeating: Self.ignoredLabel, count: count)
    positions = [Int32](repeating: 0, count: count)
    segments = [Int32](repeating: 0, count: count)
    domainOfRow = [Int32](repeating: 0, count: rows)
  }

  /// A batch of sizes alone: what a dry run reads.
  package init(rows: Int, length: Int) {
    self.rows = rows
    self.length = length
    (inputs, labels, positions, segments, domainOfRow) = ([], [], [], [], [])
  }

  /// Rows `range` as a batch of their own: a micro-batch, or the share of one rank.
  public func slice(rows range: Range<Int>) -> PackedBatch {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows && !range.isEmpty,
      "rows \(range) of a batch of \(rows)")
    guard !inputs.isEmpty else { return PackedBatch(rows: range.count, length: length) }
    return PackedBatch(slicing: self, rows: range)
  }

  private init(slicing batch: PackedBatch, rows range: Range<Int>) {
    let part = range.lowerBound * batch.length..<range.upperBound * batch.length
    rows = range.count
    length = batch.length
    inputs = Array(batch.inputs[part])
    labels = Array(batch.labels[part])
    positions = Array(batch.positions[part])
    segments = Array(batch.segments[part])
    domainOfRow = Array(batch.domainOfRow[range])
  }
}
