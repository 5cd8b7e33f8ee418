/// What a growth did to a model: the content of `growth-account.json` beside the grown weights.
package struct GrowthAccount: StoredAccount, Sendable, Equatable {
  /// Parameters before.
  package let before: Int
  /// Parameters after.
  package let after: Int
  /// By what the model has grown, line by line.
  package let sizes: String
  /// The largest difference of two logits by the largest logit; nil where they were not compared.
  package let difference: Double?
  /// At how many tokens they were compared.
  package let positions: Int?

  /// A growth from `before` to `after` parameters.
  package init(before: Int, after: Int, sizes: String, difference: Double?, positions: Int?) {
    (self.before, self.after, self.sizes) = (before, after, sizes)
    (self.difference, self.positions) = (difference, positions)
  }

  /// The name of the file.
  package static let fileName = "growth-account.json"
}
