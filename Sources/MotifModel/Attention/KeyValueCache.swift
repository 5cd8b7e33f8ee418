internal import MotifTensor

/// Keys and values of the tokens so far, so that a new token costs one row of work a layer.
///
/// Holds one sequence. Memory: layers × capacity × 2 · key–value width floats.
public final class KeyValueCache {
  /// One layer's share.
  public final class Layer {
    private(set) var keys: Tensor
    private(set) var values: Tensor
    private(set) var length = 0

    init(capacity: Int, width: Int) {
      keys = Tensor(repeating: 0, shape: [1, capacity, width])
      values = Tensor(repeating: 0, shape: [1, capacity, width])
    }

    func append(keys newKeys: Tensor, values newValues: Tensor) {
      let (added, width) = (newKeys.shape[1], keys.shape[2])
      precondition(
        newKeys.shape[0] == 1 && newKeys.shape[2] == width && newValues.shape == newKeys.shape
          && length + added <= keys.shape[1],
        "a cache for \(keys.shape[1]) tokens of one sequence, \(width) wide, holds \(length) and gets "
          + "keys \(newKeys.shape) and values \(newValues.shape)")
      write(newKeys, to: &keys, at: length * width)
      write(newValues, to: &values, at: length * width)
      length += added
    }

    private func write(_ source: Tensor, to target: inout Tensor, at offset: Int) {
      target.withUnsafeMutablePointer { target in
        source.withUnsafePointer { (target + offset).update(from: $0, count: source.count) }
      }
    }
  }

  let layers: [Layer]
  /// How many tokens it can hold.
  public let capacity: Int

  /// An empty cache for `capacity` tokens of a model of that shape.
  public init(_ config: ModelConfig, capacity: Int) {
    self.capacity = capacity
    layers = (0..<config.layerCount).map { _ in
      Layer(capacity: capacity, width: config.keyValueWidth)
    }
  }

  /// How many tokens it holds.
  public var length: Int { layers.first?.length ?? 0 }
}
