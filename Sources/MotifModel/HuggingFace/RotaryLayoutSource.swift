public import MotifTensor

/// The weights of another source with the rows of q_proj and k_proj in another rotary layout.
///
/// `CausalLanguageModel(config, source: RotaryLayoutSource(CheckpointSource(file), of: .interleaved,
/// headDim: config.headDim))` is a model whose checkpoint was trained with interleaved pairs. All
/// other tensors pass unchanged; λ sums over a head, whatever its order.
public struct RotaryLayoutSource: ParameterSource {
  private let source: any ParameterSource
  private let old: RotaryLayout
  private let new: RotaryLayout
  private let headDim: Int

  /// Reads `source`, whose layout is `old`, as if it were stored in `new`.
  ///
  /// - Parameters:
  ///   - source: where the weights come from.
  ///   - old: the layout that they have there.
  ///   - new: the layout that they get.
  ///   - headDim: the size of a head, even.
  public init(
    _ source: any ParameterSource, of old: RotaryLayout, as new: RotaryLayout = .halfSplit,
    headDim: Int
  ) {
    precondition(headDim > 0 && headDim.isMultiple(of: 2), "headDim is \(headDim), not even")
    (self.source, self.old, self.new, self.headDim) = (source, old, new, headDim)
  }

  /// The tensor in the new layout; throws what the source throws.
  ///
  /// The rows of q_proj and k_proj must be whole heads. O(rows × columns).
  public func value(for spec: ParameterSpec) throws -> Tensor {
    let value = try source.value(for: spec)
    guard spec.role == .queryProjection || spec.role == .keyProjection, old != new else {
      return value
    }
    let (rows, columns) = (spec.shape[0], spec.shape[1])
    precondition(
      rows.isMultiple(of: headDim), "\(spec.name) has \(rows) rows, not heads of \(headDim)")
    return Tensor(shape: spec.shape) { target in
      value.withUnsafePointer { numbers in
        for head in stride(from: 0, to: rows, by: headDim) {
          for (pair, member) in (0..<headDim).map({ ($0 / 2, $0 % 2) }) {
            let from = head + old.place(pair: pair, member: member, headDim: headDim)
            let to = head + new.place(pair: pair, member: member, headDim: headDim)
            (target + to * columns).update(from: numbers + from * columns, count: columns)
          }
        }
      }
    }
  }
}
