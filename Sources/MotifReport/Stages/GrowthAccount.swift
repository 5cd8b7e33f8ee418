internal import Foundation

/// What a growth did to a model: the content of `growth-account.json` beside the grown weights.
package struct GrowthAccount: Codable, Sendable, Equatable {
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

  /// Where the account of the weights in `folder` is.
  package static func path(_ folder: String) -> String { folder + "/growth-account.json" }

  /// The account of the weights in `folder`; nil where there is none that can be read.
  package init?(folder: String) {
    guard let data = FileManager.default.contents(atPath: Self.path(folder)),
      let account = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    self = account
  }

  /// The content of the file.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}
