internal import MotifDistributed

/// Figures of a step that are one for all ranks.
extension TensorGroup {
  /// The sum of `value` over the ranks, added in rank order; `value` itself after a failure.
  public func sum(
    _ value: Double, fileID: String = #fileID, line: Int = #line
  ) -> Double {
    var values = [value]
    perform { communicator throws(CommunicatorError) in
      try communicator.allReduce(&values, .sum, fileID: fileID, line: line)
    }
    return values[0]
  }

  /// The sums of `values` over the ranks, exact in any order.
  public func sum(
    _ values: [Int], fileID: String = #fileID, line: Int = #line
  ) -> [Int] {
    var values = values
    perform { communicator throws(CommunicatorError) in
      try communicator.allReduce(&values, .sum, fileID: fileID, line: line)
    }
    return values
  }

  /// The largest of `values` at each place over the ranks; a NaN anywhere gives NaN.
  public func maximum(
    _ values: [Float], fileID: String = #fileID, line: Int = #line
  ) -> [Float] {
    var values = values
    perform { communicator throws(CommunicatorError) in
      try communicator.allReduce(&values, .max, fileID: fileID, line: line)
    }
    return values
  }

  /// Whether `flag` is true on any rank: each may be asked to stop, all stop after the same step.
  public func any(_ flag: Bool, fileID: String = #fileID, line: Int = #line) -> Bool {
    sum([flag ? 1 : 0], fileID: fileID, line: line)[0] > 0
  }
}
