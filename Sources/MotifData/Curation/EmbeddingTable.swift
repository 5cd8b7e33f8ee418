/// Rows of numbers that stand for documents, each of length one.
package struct EmbeddingTable: Sendable, Equatable {
  /// How many numbers a row has.
  package let width: Int
  /// All rows, one after the other.
  package let values: [Float]

  /// How many rows there are.
  package var count: Int { width > 0 ? values.count / width : 0 }

  /// Normalises rows of `width` numbers; a row of zeros stays one, and is like nothing.
  ///
  /// Throws where the numbers are no whole rows, or one is not finite.
  ///
  /// - Parameter centred: whether the mean of all rows is taken off each first. A language model's
  ///   hidden states share a large common part, so that cosines between any two lie near 1 and tell
  ///   little; what is left after the mean tells them apart (arXiv 1702.01417).
  package init(_ values: [Float], width: Int, centred: Bool = false) throws(DataError) {
    guard width > 0, values.count.isMultiple(of: width) else {
      throw .invalid("\(values.count) numbers are no rows of \(width); expected whole rows")
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw .invalid(
        "row \(bad / width) of the embeddings holds \(values[bad]), expected finite numbers")
    }
    self.width = width
    let values = centred ? Self.withoutMean(values, width: width) : values
    var rows = values
    for start in stride(from: 0, to: values.count, by: width) {
      let squares = values[start..<start + width].reduce(0.0) { $0 + Double($1) * Double($1) }
      guard squares > 0 else { continue }
      let scale = 1 / squares.squareRoot()
      for place in start..<start + width { rows[place] = Float(Double(values[place]) * scale) }
    }
    self.values = rows
  }

  private static func withoutMean(_ values: [Float], width: Int) -> [Float] {
    let count = values.count / width
    guard count > 1 else { return values }
    var mean = [Double](repeating: 0, count: width)
    for (place, value) in values.enumerated() { mean[place % width] += Double(value) }
    return values.enumerated().map { Float(Double($1) - mean[$0 % width] / Double(count)) }
  }

  /// The cosine of rows `a` and `b`, summed in double precision.
  package func cosine(_ a: Int, _ b: Int) -> Double {
    values.withUnsafeBufferPointer { values in
      var sum = 0.0
      for place in 0..<width {
        sum += Double(values[a * width + place]) * Double(values[b * width + place])
      }
      return sum
    }
  }

  /// The cosine of every row of `members` to the normalised mean of them all.
  package func cosinesToCentroid(of members: [Int]) -> [Double] {
    var centroid = [Double](repeating: 0, count: width)
    for row in members {
      for place in 0..<width { centroid[place] += Double(values[row * width + place]) }
    }
    let norm = centroid.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return members.map { row in
      guard norm > 0 else { return 0 }
      return (0..<width).reduce(0.0) {
        $0 + centroid[$1] / norm * Double(values[row * width + $1])
      }
    }
  }
}
