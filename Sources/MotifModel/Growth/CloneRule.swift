import Foundation
internal import MotifCore

/// How the numbers of a grown tensor follow from its source: copies of rows and columns, weighted so
/// that equal copies of the input give equal copies of the output.
///
/// A block is the part of the target that maps input copy j to output copy i; it holds `W / divisor`,
/// or nothing, plus or minus noise. With equal input copies only the row sum of the blocks matters:
/// it is `W`, and the noise of a pair cancels. Vectors are matrices of one row.
/// Source: HyperCloning, arXiv 2409.12903.
struct CloneRule: Sendable, Equatable {
  /// How the blocks of a row share `W`.
  enum Weighting: Sendable, Equatable {
    /// Every block is `W`: embeddings and gains, whose copies nobody sums.
    case replicated
    /// The blocks of a row add up to `W`.
    case shared(GrowthOptions.Form)
  }

  let rows: GrowthAxis
  let columns: GrowthAxis
  var weighting = Weighting.replicated
  /// A constant on all numbers: 1, or what makes up for a changed constant of the model.
  var factor = 1.0
  /// `10^(−decibels/20)`, the noise's deviation relative to the block's; 0 for none.
  var relativeNoise = 0.0

  /// One block of a row of blocks.
  struct Block: Equatable {
    /// What `W` is divided by; 0 for an empty block.
    var divisor: Int
    /// Which noise is added, nil for none, and its sign.
    var pair: Int?
    var sign = 1.0
  }

  /// The blocks that output copy `copy` of `copies` reads, one for each input copy.
  func blocks(copy: Int, of copies: Int, inputs: Int) -> [Block] {
    switch weighting {
    case .replicated: Array(repeating: Block(divisor: 1), count: inputs)
    case .shared(.symmetric): Self.symmetric(inputs: inputs)
    case .shared(.diagonal): Self.diagonal(copy: copy, of: copies, inputs: inputs)
    }
  }

  /// `W / inputs` everywhere; blocks 2p and 2p + 1 are a pair, an odd last one has no partner.
  private static func symmetric(inputs: Int) -> [Block] {
    (0..<inputs).map { input in
      Block(
        divisor: inputs, pair: input | 1 < inputs ? input / 2 : nil,
        sign: input % 2 == 0 ? 1 : -1)
    }
  }

  /// `W` where the copies are congruent modulo the smaller number of copies, so that no input copy
  /// is left out; the first such block and its neighbour are the pair.
  private static func diagonal(copy: Int, of copies: Int, inputs: Int) -> [Block] {
    let modulus = min(copies, inputs)
    let reads = (0..<inputs).filter { $0 % modulus == copy % modulus }
    var blocks = Array(repeating: Block(divisor: 0), count: inputs)
    for input in reads { blocks[input].divisor = reads.count }
    if inputs > 1 {
      blocks[copy % inputs].pair = 0
      let partner = (copy + 1) % inputs
      blocks[partner].pair = 0
      blocks[partner].sign = -1
    }
    return blocks
  }
}
