internal import MotifDistributed
internal import MotifTensor

/// A whole matrix whose slices lie in a buffer, as they came from the ranks that hold them.
struct GatheredMatrix {
  /// The shape of the whole.
  let shape: Shape
  /// The slices, and where each begins; those that are empty may be missing.
  let pieces: [(slice: TensorSlice, offset: Int)]

  /// The slices of `holders` one after the other.
  init(_ slices: ShardSlices, heldBy holders: [Int]) {
    shape = Shape(slices.shape)
    var offset = 0
    pieces = holders.map { holder in
      let slice = slices.slice(of: holder)
      defer { offset += slice.elementCount }
      return (slice, offset)
    }
  }

  private init(_ parts: [ChunkExchange.Part], of slices: ShardSlices, holders: [Int]) {
    shape = Shape(slices.shape)
    pieces = parts.map { (slices.slice(of: holders[$0.peer]), $0.offset) }
  }

  /// The matrices of a chunk that `rank` owns, in the order of the chunk.
  static func owned(
    _ exchange: ChunkExchange, by rank: Int, in plan: OwnershipPlan
  ) -> [GatheredMatrix] {
    let holders = plan.mesh.ranks(with: rank, along: plan.shardAxes)
    var order: [Int] = []
    var parts: [Int: [ChunkExchange.Part]] = [:]
    for part in exchange.owned.parts {
      if parts[part.matrix] == nil { order.append(part.matrix) }
      parts[part.matrix, default: []].append(part)
    }
    return order.map { GatheredMatrix(parts[$0] ?? [], of: plan.slices[$0], holders: holders) }
  }

  /// O = NS(U) of the matrix in `buffer`.
  func orthogonalized(from buffer: ExchangeBuffer, _ method: Orthogonalization) -> Tensor {
    buffer.tensor(shape, of: pieces).orthogonalized(method)
  }

  /// Writes O where U lies.
  func orthogonalize(in buffer: ExchangeBuffer, _ method: Orthogonalization) {
    let direction = orthogonalized(from: buffer, method)
    for (slice, offset) in pieces { buffer.write(slice, of: direction, at: offset) }
  }

  /// Tells a virtual clock that it is orthogonalised.
  func note() { VirtualProgram.current?.orthogonalize(rows: shape[0], columns: shape[1]) }

  /// The most bytes that orthogonalising `matrices` takes beside the buffer.
  static func peakBytes(of matrices: [GatheredMatrix]) -> Int {
    let bytes = matrices.map {
      Orthogonalization.scratchBytes(rows: $0.shape[0], columns: $0.shape[1])
    }
    let alone = zip(bytes, matrices).map {
      ComputeThreads.bodiesAtOnce(ofSize: $1.shape.count) > 1 ? 0 : $0
    }
    let beside = zip(bytes, matrices).filter {
      ComputeThreads.bodiesAtOnce(ofSize: $1.shape.count) > 1
    }.map(\.0).sorted(by: >).prefix(ComputeThreads.count)
    return max(alone.max() ?? 0, beside.reduce(0, +))
  }
}
