/// What one axis of a mesh does with a tensor.
public enum Placement: Sendable, Hashable {
  /// Every rank of the axis holds the same numbers.
  case replicate
  /// The ranks of the axis hold neighbouring pieces of the given dimension; see ``piece(_:of:pieces:)``.
  case shard(Int)
  /// The axis cuts the given dimension inside the pieces that the axes to its right make of it.
  ///
  /// `split` is the number of those pieces. It is how FSDP shards what tensor parallelism has already
  /// cut along the same dimension: without it axes cut from left to right. The name is PyTorch's: seen
  /// from the axis alone its ranks hold every `split`-th run.
  case stridedShard(Int, split: Int)

  /// The dimension that the axis cuts, nil for none.
  public var dimension: Int? {
    switch self {
    case .replicate: nil
    case .shard(let dimension), .stridedShard(let dimension, _): dimension
    }
  }

  /// Piece `index` when `range` is cut into `pieces`: `⌈n / pieces⌉` indices each, as long as there are any.
  ///
  /// The last pieces are short, or empty; an empty one lies at the end of `range`.
  public static func piece(_ index: Int, of range: Range<Int>, pieces: Int) -> Range<Int> {
    let length = (range.count + pieces - 1) / pieces
    let start = min(index * length, range.count)
    let end = min(start + length, range.count)
    return range.lowerBound + start..<range.lowerBound + end
  }
}
