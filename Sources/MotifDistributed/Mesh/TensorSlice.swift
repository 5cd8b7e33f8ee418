/// A box of a tensor: along each axis, the first index and how many follow.
///
/// It is what one of several files or ranks holds of a tensor; the elements of the box lie in
/// row-major order of their own.
public struct TensorSlice: Sendable, Hashable {
  /// The first index along each axis.
  public let start: [Int]
  /// The number of indices along each axis; with a 0 the slice is empty.
  public let extent: [Int]

  /// A box; whether it lies in a tensor is for ``lies(in:)`` to say.
  public init(start: [Int], extent: [Int]) {
    (self.start, self.extent) = (start, extent)
  }

  /// All of a tensor of `shape`.
  public init(wholeOf shape: [Int]) {
    self.init(start: shape.map { _ in 0 }, extent: shape)
  }

  /// Whether it holds no element.
  public var isEmpty: Bool { extent.contains(0) }

  /// Whether its rows begin where those of the tensor do.
  package var beginsRows: Bool { start.dropFirst().allSatisfy { $0 == 0 } }

  /// The product of the extents, which must be those of a slice that lies in a tensor.
  public var elementCount: Int { extent.reduce(1, *) }

  /// Whether every index exists in a tensor of `shape`.
  public func lies(in shape: [Int]) -> Bool {
    guard start.count == shape.count, extent.count == shape.count else { return false }
    return shape.indices.allSatisfy {
      0...shape[$0] ~= start[$0] && 0...(shape[$0] - start[$0]) ~= extent[$0]
    }
  }

  /// Whether both hold one element at least; both lie in the same tensor.
  package func overlaps(_ other: TensorSlice) -> Bool {
    !isEmpty && !other.isEmpty
      && start.indices.allSatisfy {
        start[$0] < other.start[$0] + other.extent[$0] && other.start[$0] < start[$0] + extent[$0]
      }
  }

  /// The elements that both hold, a slice without any where there is none; both lie in the same tensor.
  package func intersection(_ other: TensorSlice) -> TensorSlice {
    let first = start.indices.map { max(start[$0], other.start[$0]) }
    let common = start.indices.map {
      max(0, min(start[$0] + extent[$0], other.start[$0] + other.extent[$0]) - first[$0])
    }
    return TensorSlice(start: first, extent: common)
  }

  /// What keeps `slices` from holding every element of a tensor of `shape` exactly once, nil when
  /// nothing does.
  ///
  /// The text completes "its …". The sizes must not be negative, nor their product too large for an
  /// `Int`. Cost: O(n log n) for n slices along the outermost axis, O(n²) at worst.
  package static func flaw(of slices: [TensorSlice], covering shape: [Int]) -> String? {
    if let outside = slices.firstIndex(where: { !$0.lies(in: shape) }) {
      let slice = slices[outside]
      return "shard \(outside) starts at \(slice.start) and extends by \(slice.extent), "
        + "which is no part of the shape \(shape)"
    }
    let order = slices.indices.filter { !slices[$0].isEmpty }
      .sorted { slices[$0].start.lexicographicallyPrecedes(slices[$1].start) }
    for (place, index) in order.enumerated() {
      let slice = slices[index]
      for later in order[(place + 1)...] {
        // In order of the outermost axis: those after it cannot reach back.
        if let first = slices[later].start.first, first >= slice.start[0] + slice.extent[0] {
          break
        }
        if slice.overlaps(slices[later]) {
          return "shards \(min(index, later)) and \(max(index, later)) hold the same elements"
        }
      }
    }
    let held = order.reduce(0) { $0 + slices[$1].elementCount }
    let wanted = shape.reduce(1, *)
    return held == wanted ? nil : "shards hold \(held) of \(wanted) elements"
  }

  /// Calls `body` for every stretch of elements that lie side by side in the slice and in the whole.
  ///
  /// - Parameters:
  ///   - shape: the shape of the whole tensor.
  ///   - body: where the stretch starts in the slice and in a tensor of `shape`, and its length.
  public func forEachRun(
    in shape: [Int], _ body: (_ own: Int, _ whole: Int, _ count: Int) -> Void
  ) {
    precondition(lies(in: shape), "\(self) is no part of a tensor of shape \(shape)")
    forEachRun(from: self, to: TensorSlice(wholeOf: shape), body)
  }

  /// Calls `body` for every stretch of elements that lie side by side in two slices that hold this one.
  ///
  /// - Parameter body: where the stretch starts in `source` and in `target`, and its length.
  package func forEachRun(
    from source: TensorSlice, to target: TensorSlice,
    _ body: (_ source: Int, _ target: Int, _ count: Int) -> Void
  ) {
    guard !isEmpty else { return }
    let (from, to) = (source.strides, target.strides)
    // The outermost axis below which everything is there: a stretch spans it.
    let last =
      extent.indices.last {
        extent[$0] != source.extent[$0] || extent[$0] != target.extent[$0]
      } ?? 0
    let count = extent.dropFirst(last).reduce(1, *)
    let outer = extent.prefix(last)
    let places = (source.place(of: start, from), target.place(of: start, to))
    for run in 0..<outer.reduce(1, *) {
      var rest = run
      var (own, other) = places
      for axis in outer.indices.reversed() {
        let index = rest % extent[axis]
        own += index * from[axis]
        other += index * to[axis]
        rest /= extent[axis]
      }
      body(own, other, count)
    }
  }

  /// How far apart neighbours along each axis lie among the elements of the slice.
  private var strides: [Int] {
    var strides = extent.map { _ in 1 }
    for axis in extent.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extent[axis + 1]
    }
    return strides
  }

  /// Where the element at `index` of the tensor, which the slice holds, lies among its own.
  private func place(of index: [Int], _ strides: [Int]) -> Int {
    index.indices.reduce(0) { $0 + (index[$1] - start[$1]) * strides[$1] }
  }
}
