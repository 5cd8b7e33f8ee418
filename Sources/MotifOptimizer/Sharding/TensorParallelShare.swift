internal import MotifDistributed
package import MotifModel

/// What one rank of tensor parallelism computes of every layer.
///
/// A rank has whole groups of heads: the signal heads of a group, its noise head, and the keys and values
/// that they read. Checkpoints hold the rows group by group (see ``MotifModel/ModelConfig``), so that these
/// are neighbouring rows, and QK-Clip and the head norm need no communication. Feed-forward units and
/// vocabulary are cut where the rule of ``MotifDistributed/Placement/piece(_:of:pieces:)`` cuts them.
package struct TensorParallelShare: Sendable, Equatable {
  /// The groups of heads.
  package let groups: Range<Int>
  /// The query heads in checkpoint order, signal and noise heads of ``groups``.
  package let queryHeads: Range<Int>
  /// The key heads, and as many value heads, that those read.
  package let keyHeads: Range<Int>
  /// The columns of the output projection: the results of the signal heads.
  package let attentionColumns: Range<Int>
  /// The units of the feed-forward layer.
  package let units: Range<Int>
  /// The rows of the token table and of the output head.
  package let tokens: Range<Int>

  /// The share of rank `index` of `degree` ranks.
  ///
  /// Throws ``ShardingError`` when groups would have to be cut.
  package init(_ config: ModelConfig, degree: Int, index: Int) throws(ShardingError) {
    try Self.check(config, degree: degree)
    precondition(0..<degree ~= index, "rank \(index) of \(degree) does not exist")
    func piece(_ count: Int) -> Range<Int> { Placement.piece(index, of: 0..<count, pieces: degree) }
    groups = piece(config.groupCount)
    queryHeads = piece(config.queryHeadCount)
    keyHeads = piece(config.keyValueHeadCount)
    attentionColumns = piece(config.attentionOutputWidth)
    units = piece(config.intermediateSize)
    tokens = piece(config.vocabSize)
  }

  /// Throws unless `degree` ranks can share out whole groups.
  package static func check(_ config: ModelConfig, degree: Int) throws(ShardingError) {
    // Key groups divide the groups, so that ranks with whole key groups have whole groups.
    let groups = config.keyGroupCount
    guard degree < 1 || groups % degree != 0 else { return }
    let degrees = (1...groups).filter { groups % $0 == 0 }.map(String.init)
    let what = groups == config.groupCount ? "groups of heads" : "groups of key heads"
    throw ShardingError(
      "tensor parallelism over \(degree) ranks would cut one of the \(groups) \(what) of the model; "
        + "expected a number of ranks that divides \(groups): \(degrees.joined(separator: ", "))")
  }
}
