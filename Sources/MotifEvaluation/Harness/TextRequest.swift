/// A prompt that a model continues.
package struct TextRequest: Sendable, Equatable {
  /// What it reads.
  package let prompt: String
  /// Where the text ends.
  package let stops: StopStrings
  /// How many tokens it has at most.
  package let maxTokens: Int
  /// 0 takes the likeliest token.
  package let temperature: Double
  /// Only the likeliest tokens that together reach this probability.
  package let topP: Double
  /// Numbers the random choices, so that they do not depend on what is asked beside.
  package let stream: Int
}
