internal import Foundation
internal import MotifCore
internal import MotifData

/// What a finished run has to show, as text or as JSON.
package struct TrainingSummary: Codable, Sendable, Equatable {
  /// The validation of one domain.
  package struct Validation: Codable, Sendable, Equatable {
    /// The domain, or `all`.
    package let domain: String
    /// The model's bits a byte.
    package let bitsPerByte: Double
    /// The entropy of single bytes of the same text.
    package let unigramBitsPerByte: Double
    /// What a model that knows the generator by heart would score on the same documents; nil where
    /// there is no generator.
    package let generatorBitsPerByte: Double?

    init(_ score: DomainScore, generator: Double?) {
      domain = score.domain
      bitsPerByte = score.bitsPerByte
      unigramBitsPerByte = score.unigramBitsPerByte
      generatorBitsPerByte = generator
    }

    var cells: [String] {
      let below = unigramBitsPerByte > 0 ? 100 * (1 - bitsPerByte / unigramBitsPerByte) : 0
      return [
        domain, String(format: "%.3f", bitsPerByte), String(format: "%.3f", unigramBitsPerByte),
        String(format: "%.0f %%", below),
        generatorBitsPerByte.map { String(format: "%.3f", $0) } ?? "–",
      ]
    }
  }

  /// Right answers to questions that have one.
  package struct ExactMatch: Codable, Sendable, Equatable {
    /// The domain.
    package let domain: String
    /// How many answers were right to the letter.
    package let correct: Int
    /// How many were asked.
    package let items: Int
  }

  /// A text that the model wrote.
  package struct Sample: Codable, Sendable, Equatable {
    /// How it began.
    package let prompt: String
    /// How the model went on.
    package let text: String

    /// A text that began with `prompt`.
    package init(prompt: String, text: String) {
      self.prompt = prompt
      self.text = text
    }
  }

  /// The run folder.
  package let run: String
  /// By domain, then all together.
  package let validation: [Validation]
  /// By domain that has questions.
  package let exactMatch: [ExactMatch]
  /// One a prompt.
  package let samples: [Sample]

  /// The summary for a terminal.
  package var text: String {
    var parts = [
      validation.isEmpty ? "Validation: no document was held out" : "Validation\n" + table
    ]
    if !exactMatch.isEmpty {
      let lines = exactMatch.map { "\($0.domain)  \($0.correct) of \($0.items) fresh items exact" }
      parts.append("Exact match, greedy\n" + lines.joined(separator: "\n"))
    }
    if !samples.isEmpty {
      let texts = samples.map { sample in
        "> \(sample.prompt)\(sample.text.trimmingCharacters(in: .newlines))"
          .replacingOccurrences(of: "\n", with: "\n  ")
      }
      parts.append("Samples (the prompt begins each)\n" + texts.joined(separator: "\n"))
    }
    parts.append(
      "Run folder: \(run)\nWrite more: motif-train generate \(run) --prompt \"…\"")
    return parts.joined(separator: "\n\n")
  }

  private var table: String {
    var table = TextTable(numbers: 4)
    table.add("domain", "bits/byte", "unigram", "below", "generator")
    for row in validation { table.add(row.cells) }
    return table.text(indent: 0)
  }
}
