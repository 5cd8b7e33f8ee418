internal import MotifDistributed
internal import MotifTensor

/// The rows that each rank of a shard group holds of one parameter, as tensor parallelism leaves it.
///
/// FSDP cuts the outermost dimension, so that the parts of all ranks, in the order of ranks, are the
/// whole in row-major order.
struct JoinedRows {
  let parameter: Parameter
  /// The shape of all rows together.
  let shape: Shape
  /// By rank of the group, how many numbers it holds.
  let counts: [Int]

  /// Nil when every rank of the group holds all.
  init?(_ parameter: Parameter, _ index: Int, in sharding: ModelSharding, rank: Int) {
    let slices = sharding.slices[index]
    guard slices.shardAxes.contains(.dpShard) else { return nil }
    let parts = sharding.mesh.ranks(with: rank, along: [.dpShard]).map { slices.slice(of: $0) }
    self.parameter = parameter
    var extent = parameter.spec.shape.dimensions
    extent[0] = parts.reduce(0) { $0 + $1.extent[0] }
    shape = Shape(extent)
    counts = parts.map(\.elementCount)
  }

  /// Where the numbers of `rank` of the group lie in the whole.
  func box(of rank: Int) -> TensorSlice {
    let width = shape.dimensions.dropFirst().reduce(1, *)
    var (start, extent) = (shape.dimensions.map { _ in 0 }, shape.dimensions)
    guard width > 0 else { return TensorSlice(start: start, extent: extent) }
    start[0] = counts.prefix(rank).reduce(0, +) / width
    extent[0] = counts[rank] / width
    return TensorSlice(start: start, extent: extent)
  }
}
