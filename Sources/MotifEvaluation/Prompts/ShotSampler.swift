/// Which rows of a file become the examples before a question.
///
/// Source: the samplers of lm-evaluation-harness.
package struct ShotSampler: Sendable {
  /// How rows are chosen.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Drawn by Python's generator, seeded once a task; a fresh draw for each question.
    case `default`
    /// The first rows of the file.
    case firstN = "first_n"
  }

  /// The seed of the harness.
  private static let seed: UInt64 = 1234

  private let kind: Kind
  private let rowCount: Int
  private var random = PythonRandom(seed: ShotSampler.seed)

  /// A sampler over a file of `rowCount` rows.
  package init(_ kind: Kind, rowCount: Int) {
    (self.kind, self.rowCount) = (kind, rowCount)
  }

  /// `count` rows for the next question, in the order of the prompt.
  ///
  /// Questions are asked in their order: every call draws anew. Where the question is of the same file
  /// one row more is drawn, and rows for which `isQuestion` is true are left out, since a question must
  /// not answer itself. Precondition: the file has as many rows.
  package mutating func rows(_ count: Int, where isQuestion: ((Int) -> Bool)? = nil) -> [Int] {
    if count == 0 { return [] }
    let wanted = count + (isQuestion == nil ? 0 : 1)
    precondition(wanted <= rowCount, "\(count) examples from \(rowCount) rows")
    let drawn =
      switch kind {
      case .default: random.sample(wanted, below: rowCount)
      case .firstN: Array(0..<wanted)
      }
    return Array(drawn.filter { !(isQuestion?($0) ?? false) }.prefix(count))
  }
}
