/// One dimension of a grown matrix: which source indices its indices are copies of.
enum GrowthAxis: Sendable, Equatable {
  /// The whole dimension `copies` times in a row: `[x, x, …]`.
  case tiled(size: Int, copies: Int)
  /// Attention heads of `width` numbers, group after group: each signal head repeated inside its
  /// group, the noise head (where the dimension has one) kept once, then whole groups tiled.
  case heads(HeadLayout)

  /// The source heads and their factors.
  struct HeadLayout: Sendable, Equatable {
    let groups: Int
    let signalHeads: Int
    let hasNoiseHead: Bool
    let width: Int
    let groupCopies: Int
    let signalCopies: Int

    var sourceHeadsPerGroup: Int { signalHeads + (hasNoiseHead ? 1 : 0) }
  }

  /// A stretch of target indices that continue one stretch of source indices.
  struct Run: Sendable, Equatable {
    let target: Int
    let source: Int
    let length: Int
    /// Which copy of the source stretch this is, and how many there are.
    let copy: Int
    let copies: Int
  }

  /// The number of source indices.
  var sourceSize: Int {
    switch self {
    case .tiled(let size, _): size
    case .heads(let layout): layout.groups * layout.sourceHeadsPerGroup * layout.width
    }
  }

  /// The number of target indices.
  var targetSize: Int {
    switch self {
    case .tiled(let size, let copies): size * copies
    case .heads(let layout):
      layout.groups * layout.groupCopies * layout.width
        * (layout.signalHeads * layout.signalCopies + (layout.hasNoiseHead ? 1 : 0))
    }
  }

  /// How many copies there are of each source index, the noise heads aside.
  var copies: Int {
    switch self {
    case .tiled(_, let copies): copies
    case .heads(let layout): layout.groupCopies * layout.signalCopies
    }
  }

  /// The runs in the order of the target, which they cover without a gap.
  var runs: [Run] {
    switch self {
    case .tiled(let size, let copies):
      (0..<copies).map {
        Run(target: $0 * size, source: 0, length: size, copy: $0, copies: copies)
      }
    case .heads(let layout): layout.runs
    }
  }
}

extension GrowthAxis.HeadLayout {
  fileprivate var runs: [GrowthAxis.Run] {
    var runs: [GrowthAxis.Run] = []
    func append(head: Int, copy: Int, copies: Int) {
      runs.append(
        GrowthAxis.Run(
          target: runs.count * width, source: head * width, length: width, copy: copy,
          copies: copies))
    }
    for groupCopy in 0..<groupCopies {
      for group in 0..<groups {
        let first = group * sourceHeadsPerGroup
        for head in 0..<signalHeads {
          for copy in 0..<signalCopies {
            append(
              head: first + head, copy: groupCopy * signalCopies + copy,
              copies: groupCopies * signalCopies)
          }
        }
        if hasNoiseHead {
          append(head: first + signalHeads, copy: groupCopy, copies: groupCopies)
        }
      }
    }
    return runs
  }
}
