internal import MotifKernels

/// Which key and value head each query head reads, and the head sizes.
public struct AttentionHeads: Sendable, Equatable {
  /// The number of query heads.
  public let queryHeads: Int
  /// The number of key heads.
  public let keyHeads: Int
  /// The number of value heads.
  public let valueHeads: Int
  /// The size of a query or key head.
  public let headDim: Int
  /// The size of a value head.
  public let valueDim: Int
  /// Signal heads of a group; 0 when the heads are not differential.
  public let signalHeads: Int
  let layout: AttentionLayout

  /// The key head that each query head reads.
  public var keyHeadOfQuery: [Int] { layout.keyHeadOfQuery }

  /// Grouped differential attention: per group R signal heads, then the noise head.
  ///
  /// Signal heads of group g read signal key 2·kg and noise heads key 2·kg + 1, kg = g / (G / keyGroups);
  /// both read the value of 2·headDim numbers of key group kg. Source: arXiv 2510.06949.
  public static func differential(
    groups: Int, signalHeads: Int, keyGroups: Int, headDim: Int
  ) -> AttentionHeads {
    precondition(
      keyGroups > 0 && groups % keyGroups == 0 && signalHeads > 0 && headDim > 0,
      "differential heads: \(groups) groups of \(signalHeads) signal heads of \(headDim) share "
        + "\(keyGroups) key groups; expected a whole number of groups for each")
    return AttentionHeads(
      queryHeads: groups * (signalHeads + 1), keyHeads: 2 * keyGroups, valueHeads: keyGroups,
      headDim: headDim, valueDim: 2 * headDim, signalHeads: signalHeads,
      layout: .differential(groups: groups, signalHeads: signalHeads, keyGroups: keyGroups))
  }

  /// Plain grouped-query attention: query head h reads key and value head h / (queryHeads / keyHeads).
  public static func grouped(
    queryHeads: Int, keyHeads: Int, headDim: Int, valueDim: Int
  ) -> AttentionHeads {
    precondition(
      keyHeads > 0 && queryHeads % keyHeads == 0 && headDim > 0 && valueDim > 0,
      "grouped heads: \(queryHeads) query heads of \(headDim) share \(keyHeads) key heads and values "
        + "of \(valueDim); expected a whole number of query heads for each")
    return AttentionHeads(
      queryHeads: queryHeads, keyHeads: keyHeads, valueHeads: keyHeads, headDim: headDim,
      valueDim: valueDim, signalHeads: 0,
      layout: .grouped(queryHeads: queryHeads, keyHeads: keyHeads))
  }
}
