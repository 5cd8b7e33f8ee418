internal import MotifTensor

/// Keys and values of the tokens so far, so that a new token costs one row of work a layer.
///
/// Holds one sequence or several, each of its own length: what one has does not touch the others.
/// Memory: layers × sequences × capacity × 2 · key–value width floats.
public final class KeyValueCache {
  /// One layer's keys and values `[rows, capacity, width]`.
  final class Layer {
    fileprivate var keys: Tensor
    fileprivate var values: Tensor
    fileprivate var lengths: [Int]

    init(rows: Int, capacity: Int, width: Int) {
      keys = Tensor(repeating: 0, shape: [rows, capacity, width])
      values = Tensor(repeating: 0, shape: [rows, capacity, width])
      lengths = Array(repeating: 0, count: rows)
    }
  }

  /// The next tokens of a cache's sequences, as one layer meets them.
  public struct Addition {
    fileprivate let layer: Layer
    fileprivate let counts: [Int]
  }

  private let layers: [Layer]
  /// How many tokens of each sequence it can hold.
  public let capacity: Int
  /// How many sequences it holds, empty ones among them.
  package let rowCount: Int

  /// An empty cache for one sequence of `capacity` tokens of a model of that shape.
  public convenience init(_ config: ModelConfig, capacity: Int) {
    self.init(config, capacity: capacity, rows: 1)
  }

  /// An empty cache for `rows` sequences of up to `capacity` tokens of a model of that shape.
  package init(_ config: ModelConfig, capacity: Int, rows: Int) {
    precondition(rows > 0, "a cache of \(rows) sequences; expected at least one")
    self.capacity = capacity
    rowCount = rows
    layers = (0..<config.layerCount).map { _ in
      Layer(rows: rows, capacity: capacity, width: config.keyValueWidth)
    }
  }

  /// How many tokens the longest sequence has.
  public var length: Int { lengths.max() ?? 0 }

  /// How many tokens each sequence has.
  package var lengths: [Int] {
    layers.first?.lengths ?? Array(repeating: 0, count: rowCount)
  }

  /// Empties one row, so that another sequence can begin there.
  package func clear(row: Int) {
    for layer in layers { layer.lengths[row] = 0 }
  }

  /// For each of a model's `layerCount` layers: that the rows get so many tokens.
  func additions(_ counts: [Int], layerCount: Int) -> [Addition] {
    precondition(
      layers.count == layerCount, "a cache of \(layers.count) layers for a model of \(layerCount)")
    precondition(
      zip(lengths, counts).allSatisfy { $0 + $1 <= capacity },
      "a cache for \(capacity) tokens a sequence holds \(lengths) and gets \(counts)")
    return layers.map { Addition(layer: $0, counts: counts) }
  }
}

extension KeyValueCache.Addition {
  /// Keeps the tokens' keys and values `[1, Σ counts, width]`, and attends with their `queries` to
  /// everything that their sequences hold now.
  func attention(
    _ queries: Tensor, keys: Tensor, values: Tensor, heads: AttentionHeads
  ) -> (output: Tensor, maxLogits: [Float]) {
    precondition(
      keys.shape == [1, counts.reduce(0, +), layer.keys.shape[2]] && values.shape == keys.shape,
      "a cache \(layer.keys.shape) gets keys \(keys.shape) and values \(values.shape) for \(counts) "
        + "tokens")
    write(keys, to: &layer.keys)
    write(values, to: &layer.values)
    for (row, count) in counts.enumerated() { layer.lengths[row] += count }
    return queries.attention(
      keys: layer.keys, values: layer.values, heads: heads, queryCounts: counts,
      keyLengths: layer.lengths)
  }

  private func write(_ source: Tensor, to target: inout Tensor) {
    let (capacity, width) = (target.shape[1], target.shape[2])
    target.withUnsafeMutablePointer { target in
      source.withUnsafePointer { source in
        var first = 0
        for (row, count) in counts.enumerated() {
          let place = row * capacity + layer.lengths[row]
          (target + place * width).update(from: source + first * width, count: count * width)
          first += count
        }
      }
    }
  }
}
