internal import Foundation
internal import MotifCore

/// What one question of a task gave: a line of the file of samples.
package struct SampleRecord: Codable, Sendable, Equatable {
  /// Which question, from 0.
  package var index: Int
  /// Where it comes from.
  package var place: String
  /// The last part of what the model read.
  package var prompt: String
  /// SHA-256 of all that the model read, so that prompts can be compared with those of others.
  package var promptHash: String
  /// What the model wrote, an attempt each; empty where it chose.
  package var answers: [String] = []
  /// The log-likelihood of each choice; empty where it wrote.
  package var logLikelihoods: [Double] = []
  /// How many tokens at the beginning of the longest prompt were cut for the context.
  package var unreadTokens = 0
  /// What was expected, for people.
  package var expected: String
  /// The values for each metric.
  package var scores: [String: [Double]]
  /// What running programs gave; empty where none was run.
  package var runs: [ProgramOutcome] = []

  /// The record as a line of JSON without its end.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The record in a line; nil where it is none.
  init?(line: Data) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let record = try? decoder.decode(SampleRecord.self, from: line) else { return nil }
    self = record
  }

  /// SHA-256 of what a model reads of `question`.
  static func hash(of question: AskedQuestion) -> String {
    Array(question.prompt.utf8).withUnsafeBytes(SHA256.digest)
  }

  /// The record of `question` before it is asked.
  init(_ question: AskedQuestion, expected: String, scores: [String: [Double]] = [:]) {
    index = question.index
    place = question.place
    prompt = String(String.UnicodeScalarView(question.prompt.unicodeScalars.suffix(160)))
    promptHash = Self.hash(of: question)
    self.expected = expected
    self.scores = scores
  }
}
