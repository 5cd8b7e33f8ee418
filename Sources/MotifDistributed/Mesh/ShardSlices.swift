/// Which part of a tensor every rank of a mesh holds.
///
/// The part is a box, since each dimension is cut by one axis after the other with the rule of
/// ``Placement/piece(_:of:pieces:)``; the numbers of a box lie in row-major order. Nothing has to be
/// divisible: boxes may be shorter than others, or empty. Over the axes that cut, boxes hold every
/// element exactly once; over the others they repeat.
public struct ShardSlices: Sendable, Hashable {
  /// One axis that cuts one dimension.
  private struct Cut: Hashable {
    let dimension: Int
    let axis: Mesh.Axis
    let pieces: Int
  }

  /// The ranks.
  public let mesh: Mesh
  /// The dimensions of the whole tensor, outermost first.
  public let shape: [Int]
  /// What the axes do with it.
  public let placements: Placements
  /// The axes of two ranks or more that cut the tensor.
  public let shardAxes: Set<Mesh.Axis>
  /// By dimension, and for each in the order of cutting; never more than there are axes.
  private let cuts: [Cut]
  /// The product of the sizes of dimensions that no axis cuts.
  private let uncutCount: Int

  /// A tensor of `shape` on `mesh`.
  ///
  /// Precondition: the dimensions of `placements` exist, and the `split` of a strided shard is the number
  /// of pieces that the axes to its right make of the dimension.
  public init(shape: [Int], placements: Placements, on mesh: Mesh) {
    for axis in Mesh.Axis.allCases {
      Self.check(axis, placements, shape, mesh)
    }
    self.mesh = mesh
    self.shape = shape
    self.placements = placements
    shardAxes = Mesh.allAxes.filter { placements[$0] != .replicate && mesh[$0] > 1 }
    cuts = shape.indices.flatMap { dimension in
      placements.axes(cutting: dimension).map {
        Cut(dimension: dimension, axis: $0, pieces: mesh[$0])
      }
    }
    let cutDimensions = Set(cuts.map(\.dimension))
    uncutCount = shape.indices.reduce(1) { $0 * (cutDimensions.contains($1) ? 1 : shape[$1]) }
  }

  private static func check(
    _ axis: Mesh.Axis, _ placements: Placements, _ shape: [Int], _ mesh: Mesh
  ) {
    guard let dimension = placements[axis].dimension else { return }
    precondition(
      shape.indices.contains(dimension),
      "\(axis) cuts dimension \(dimension), which a tensor of shape \(shape) does not have")
    guard case .stridedShard(_, let split) = placements[axis] else { return }
    let pieces = Mesh.Axis.allCases.filter {
      $0.rawValue > axis.rawValue && placements[$0].dimension == dimension
    }.reduce(1) { $0 * mesh[$1] }
    precondition(
      split == pieces,
      "\(axis) expects \(split) pieces of dimension \(dimension), the axes to its right make \(pieces)"
    )
  }

  /// The box of `rank`.
  ///
  /// The numbers that the rank holds are those of the box in row-major order;
  /// `slice(of: rank).forEachRun(in: shape)` says from where to where they are to be copied.
  public func slice(of rank: Int) -> TensorSlice {
    let coordinates = mesh.coordinates(of: rank)
    var (start, extent) = (shape.map { _ in 0 }, shape)
    for cut in cuts {
      let dimension = cut.dimension
      let piece = Placement.piece(
        coordinates[cut.axis], of: start[dimension]..<start[dimension] + extent[dimension],
        pieces: cut.pieces)
      (start[dimension], extent[dimension]) = (piece.lowerBound, piece.count)
    }
    return TensorSlice(start: start, extent: extent)
  }

  /// How many numbers `rank` holds.
  ///
  /// The same as the count of its ``slice(of:)``, which it does not make: plans ask it for every rank.
  public func elementCount(of rank: Int) -> Int {
    let coordinates = mesh.coordinates(of: rank)
    var count = uncutCount
    var current = 0..<0
    for (index, cut) in cuts.enumerated() {
      let opens = index == 0 || cuts[index - 1].dimension != cut.dimension
      current = Placement.piece(
        coordinates[cut.axis], of: opens ? 0..<shape[cut.dimension] : current, pieces: cut.pieces)
      let closes = index + 1 == cuts.count || cuts[index + 1].dimension != cut.dimension
      if closes { count *= current.count }
    }
    return count
  }

  /// How many numbers the whole tensor has.
  public var elementCount: Int { shape.reduce(1, *) }

  /// Whether `rank` is the first of those that hold its box: the one that writes it to a checkpoint.
  ///
  /// Over these ranks alone the boxes hold every element exactly once.
  public func isFirstHolder(_ rank: Int) -> Bool {
    mesh.place(of: rank, along: Mesh.allAxes.subtracting(shardAxes)) == 0
  }
}
