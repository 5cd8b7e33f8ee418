/// What can be read off a text about its quality: reasoning, completeness, structure.
///
/// Each feature is a plain count of what stands there, cheap enough for every document; which of them
/// matter, and how much, a ``QualityModel`` learns.
package struct TextFeatures: Sendable, Equatable {
  /// Reasoning markers, equations and numbered steps for each 100 words.
  package let reasoningDensity: Double
  /// Whether the text ends with a sentence's end or a closed block: 1 or 0.
  package let endsProperly: Double
  /// The share of the prompt's numbers and names that the answer takes up; 1 without any.
  package let entitiesCovered: Double
  /// Whether code fences come in pairs: 1 or 0.
  package let fencesBalanced: Double
  /// Whether a final answer is marked, such as by `####`: 1 or 0.
  package let hasFinalAnswer: Double
  /// The share of brackets that have their partner; 1 without any.
  package let bracketsBalanced: Double
  /// The share of tags such as `<think>` that are closed in order; 1 without any.
  package let tagsBalanced: Double
  /// The share of letters in a script of the prompt; 1 without a prompt.
  package let languageMatch: Double
  /// The largest share that one word 3-gram has among all; 0 below six words.
  package let repetition: Double

  /// The features' names, in the order of ``values``.
  package static let names = [
    "reasoning_density", "ends_properly", "entities_covered", "fences_balanced", "has_final_answer",
    "brackets_balanced", "tags_balanced", "language_match", "repetition",
  ]

  /// The features in the order of ``names``.
  package var values: [Double] {
    [
      reasoningDensity, endsProperly, entitiesCovered, fencesBalanced, hasFinalAnswer,
      bracketsBalanced, tagsBalanced, languageMatch, repetition,
    ]
  }

  /// The features of `answer`, which may answer a `prompt`.
  package init(answer: String, prompt: String? = nil) {
    let words = answer.split(whereSeparator: \.isWhitespace)
    reasoningDensity = Self.reasoningDensity(answer, words)
    endsProperly = Self.endsProperly(answer) ? 1 : 0
    entitiesCovered = prompt.map { Self.coverage(of: $0, in: words) } ?? 1
    fencesBalanced = answer.ranges(of: "```").count.isMultiple(of: 2) ? 1 : 0
    hasFinalAnswer = Self.answerMarks.contains { answer.contains($0) } ? 1 : 0
    bracketsBalanced = Self.bracketBalance(answer)
    tagsBalanced = Self.tagBalance(answer)
    languageMatch = prompt.map { LetterScript.match(answer, to: $0) } ?? 1
    repetition = Self.repetition(words)
  }
}
