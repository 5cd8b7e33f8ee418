internal import Foundation
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

  /// The sums of `values` over the ranks, added in rank order; `values` themselves after a failure.
  package func sum(
    _ values: [Float], fileID: String = #fileID, line: Int = #line
  ) -> [Float] {
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

  /// What rank 0 gives, for all ranks; what this one gives after a failure.
  ///
  /// Numbers that are not finite arrive as they were. Cost: the value travels once, as JSON.
  package func broadcast<Value: Codable>(
    _ value: Value?, fileID: String = #fileID, line: Int = #line
  ) -> Value? {
    guard size > 1 else { return value }
    var bytes = rank == 0 ? Self.encode(value) : []
    var result = value
    perform { communicator throws(CommunicatorError) in
      var count = [bytes.count]
      try communicator.broadcast(&count, root: 0, fileID: fileID, line: line)
      if rank != 0 { bytes = [UInt8](repeating: 0, count: count[0]) }
      try communicator.broadcast(&bytes, root: 0, fileID: fileID, line: line)
      result = Self.decode(bytes)
    }
    return result
  }

  private static let words = (positive: "inf", negative: "-inf", nan: "nan")

  private static func encode<Value: Codable>(_ value: Value?) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: words.positive, negativeInfinity: words.negative, nan: words.nan)
    return (try? encoder.encode([value])).map(Array.init) ?? []
  }

  private static func decode<Value: Codable>(_ bytes: [UInt8]) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: words.positive, negativeInfinity: words.negative, nan: words.nan)
    return (try? decoder.decode([Value?].self, from: Data(bytes)))?.first ?? nil
  }
}
