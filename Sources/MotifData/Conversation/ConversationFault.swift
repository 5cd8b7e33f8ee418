/// Why a conversation cannot be trained on: the kind is counted, the sentence shown.
package struct ConversationFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong with a row.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Not JSON, not UTF-8 or not an object.
    case brokenLine
    /// None of the known shapes, or a value of another type than its shape has there.
    case unknownShape
    /// A turn of a role that is not known.
    case unknownRole
    /// A turn in which nothing is said.
    case emptyTurn
    /// A marker of reasoning that is opened and not closed, or closed and not opened.
    case unbalanced
    /// A token that the vocabulary does not have, or a mask of another length.
    case impossibleTokens
    /// More tokens than a row has, where such samples are dropped.
    case tooLong
    /// No token to train on.
    case nothingToTrain

    /// The kind in words, for one row and for several.
    var noun: (one: String, many: String) {
      switch self {
      case .brokenLine: ("broken line", "broken lines")
      case .unknownShape: ("row of an unknown shape", "rows of an unknown shape")
      case .unknownRole: ("row with an unknown role", "rows with an unknown role")
      case .emptyTurn: ("row with an empty turn", "rows with an empty turn")
      case .unbalanced: ("row with unbalanced reasoning", "rows with unbalanced reasoning")
      case .impossibleTokens: ("row with impossible tokens", "rows with impossible tokens")
      case .tooLong: ("sample longer than a row", "samples longer than a row")
      case .nothingToTrain: ("sample without a token to train", "samples without a token to train")
      }
    }
  }

  /// What is counted.
  package let kind: Kind
  /// What is wrong and what was expected.
  package let message: String

  /// The column of a mistake of syntax, from 1.
  let column: Int?

  init(_ kind: Kind, _ message: String, column: Int? = nil) {
    self.kind = kind
    self.message = message
    self.column = column
  }

  /// Whether the sample is sound, and only too long or without anything to learn: such are always
  /// passed over and counted.
  var isOfLength: Bool { kind == .tooLong || kind == .nothingToTrain }

  /// The sentence.
  package var description: String { message }
}
