package import Foundation

/// What is to be seen inside a model at the end of its training: small enough to be kept beside the run,
/// so that a page needs no model.
package struct ModelInside: Codable, Sendable, Equatable {
  /// The activation of each layer as a curve.
  package struct Curves: Codable, Sendable, Equatable {
    /// The places, in units of a row's root mean square.
    package let places: [Double]
    /// The value at each place, by layer.
    package let layers: [[Double]]

    /// The curves of `layers` over `places`.
    package init(places: [Double], layers: [[Double]]) {
      (self.places, self.layers) = (places, layers)
    }
  }

  /// What one head reads in a sentence.
  package struct Attention: Codable, Sendable, Equatable {
    /// The layer, from 0.
    package let layer: Int
    /// The group of heads, from 0; of softmax attention the head.
    package let group: Int
    /// λ of the layer; nil of softmax attention.
    package let lambda: Double?
    /// The tokens as text.
    package let words: [String]
    /// The softmax of the signal head: row by row, the first to the row's own token.
    package let signal: [[Double]]
    /// The softmax of the noise head; nil of softmax attention.
    package let noise: [[Double]]?

    /// What the heads of `group` in `layer` read of `words`.
    package init(
      layer: Int, group: Int, lambda: Double?, words: [String], signal: [[Double]],
      noise: [[Double]]?
    ) {
      (self.layer, self.group, self.lambda) = (layer, group, lambda)
      (self.words, self.signal, self.noise) = (words, signal, noise)
    }

    /// signal − λ · noise.
    var difference: [[Double]] {
      guard let noise, let lambda else { return signal }
      return zip(signal, noise).map { zip($0, $1).map { $0 - lambda * $1 } }
    }

    fileprivate var isWhole: Bool {
      let isTriangle = { (rows: [[Double]]) in
        rows.count == words.count
          && rows.enumerated().allSatisfy { row, values in
            values.count == row + 1 && values.allSatisfy { abs($0) <= 1e3 }
          }
      }
      return (1...ModelInside.longestSentence).contains(words.count) && isTriangle(signal)
        && noise.map(isTriangle) ?? true && (noise == nil) == (lambda == nil)
        && abs(lambda ?? 0) < 1e6
    }
  }

  /// The most tokens that an attention map shows.
  package static let longestSentence = 24
  /// Where the run in `folder` keeps it.
  package static func path(_ folder: String) -> String { folder + "/inside.json" }

  /// The step after which this was seen.
  package let step: Int
  /// λ by layer; empty of softmax attention.
  package let lambda: [Double]
  /// The logit above which QK-Clip acts; nil without it.
  package let clipThreshold: Double?
  /// PolyNorm's curves; nil with another activation.
  package let activation: Curves?
  /// An attention map; nil where there is no sentence.
  package let attention: Attention?

  /// What was seen after `step`.
  package init(
    step: Int, lambda: [Double], clipThreshold: Double?, activation: Curves?, attention: Attention?
  ) {
    (self.step, self.lambda, self.clipThreshold) = (step, lambda, clipThreshold)
    (self.activation, self.attention) = (activation, attention)
  }

  /// Reads what ``json`` writes; throws for numbers that do not fit each other.
  package init(json: Data) throws {
    self = try JSONDecoder().decode(Self.self, from: json)
    let curves = activation.map { curves in
      (1...1000).contains(curves.places.count) && curves.layers.count <= 1000
        && curves.layers.allSatisfy { $0.count == curves.places.count }
    }
    guard curves ?? true, attention?.isWhole ?? true, lambda.count <= 1000,
      step >= 0
    else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "curves or maps of unlike sizes"))
    }
  }

  /// The content of `inside.json`: numbers to four decimals, since they are drawn.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(rounded), as: UTF8.self) + "\n"
    }
  }

  private var rounded: ModelInside {
    func short(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
    func short(_ rows: [[Double]]) -> [[Double]] { rows.map { $0.map(short) } }
    return ModelInside(
      step: step, lambda: lambda.map(short), clipThreshold: clipThreshold,
      activation: activation.map { .init(places: $0.places.map(short), layers: short($0.layers)) },
      attention: attention.map {
        .init(
          layer: $0.layer, group: $0.group, lambda: $0.lambda.map(short), words: $0.words,
          signal: short($0.signal), noise: $0.noise.map(short))
      })
  }
}
