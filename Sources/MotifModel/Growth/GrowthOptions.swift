import Foundation

/// How copies are made when a model grows.
public struct GrowthOptions: Sendable, Equatable {
  /// Which copies of the input a copy of the output reads.
  public enum Form: String, Sendable, CaseIterable, Codable {
    /// Every output copy reads every input copy: `W / n` in all blocks (arXiv 2409.12903).
    case symmetric
    /// Output copy i reads only the input copies congruent to i: `W` in the diagonal blocks.
    case diagonal
  }

  /// The arrangement of the blocks.
  public var form: Form = .symmetric
  /// Whether pairs of blocks get noise that cancels on equal inputs.
  ///
  /// Without it copies receive equal gradients and stay equal for ever, so the grown model never has
  /// more capacity than its source.
  public var hasNoise = true
  /// Signal to noise, in decibels: the noise's variance is `mean(block²) / 10^(decibels/10)`.
  public var noiseDecibels = 10.0
  /// The seed of the noise; every tensor has its own streams, keyed by its name.
  public var seed: UInt64 = 0

  /// The noise's deviation relative to the root mean square of its block.
  var relativeNoise: Double { pow(10, -noiseDecibels / 20) }

  /// Symmetric copies with noise at 10 dB.
  public init() {}

  /// Copies of `form`, with or without noise.
  public init(form: Form, hasNoise: Bool, seed: UInt64 = 0) {
    self.form = form
    self.hasNoise = hasNoise
    self.seed = seed
  }
}

/// A growth that cannot keep the function of the model, in one sentence.
public struct GrowthError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was asked for and why it is refused.
  public let description: String

  /// An error with that sentence.
  public init(_ description: String) { self.description = description }

  /// The same error, which names the weights or config at `path`.
  package func naming(_ path: String) -> GrowthError { GrowthError("\(path): \(description)") }
}
