package import Foundation
internal import MotifCore

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

    /// A row.
    package init(
      domain: String, bitsPerByte: Double, unigramBitsPerByte: Double, generatorBitsPerByte: Double?
    ) {
      self.domain = domain
      self.bitsPerByte = bitsPerByte
      self.unigramBitsPerByte = unigramBitsPerByte
      self.generatorBitsPerByte = generatorBitsPerByte
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
    /// How many answers in a chat have ended their turn; nil where there are no turns.
    package let ended: Int?

    /// `correct` right answers of `items`.
    package init(domain: String, correct: Int, items: Int, ended: Int? = nil) {
      (self.domain, self.correct, self.items) = (domain, correct, items)
      self.ended = ended
    }

    var text: String {
      ended.map { "\(domain)  \(correct) of \(items) fresh tasks right, \($0) answers ended" }
        ?? "\(domain)  \(correct) of \(items) fresh items exact"
    }
  }

  /// A text that the model wrote.
  package struct Sample: Codable, Sendable, Equatable {
    /// How it began.
    package let prompt: String
    /// How the model went on.
    package let text: String
    /// How many tokens of a prompt that is longer than the context were left out, from its beginning.
    package let unreadPromptTokens: Int
    /// How the model that the run began with goes on; nil where nobody asked it.
    package var before: String?

    /// A text that began with `prompt`.
    package init(
      prompt: String, text: String, unreadPromptTokens: Int = 0, before: String? = nil
    ) {
      self.before = before
      self.prompt = prompt
      self.text = text
      self.unreadPromptTokens = unreadPromptTokens
    }

    /// The sample for people: control characters are visible, line ends at its end are left out.
    var shown: String {
      let end = text.lastIndex { !$0.isNewline }.map(text.index(after:)) ?? text.startIndex
      let cut =
        unreadPromptTokens > 0
        ? "\n(The prompt is longer than the context: its first \(unreadPromptTokens) tokens were cut.)"
        : ""
      return VisibleText.of("> \(prompt)\(text[..<end])\(cut)").replacing("\n", with: "\n  ")
    }
  }

  /// The run folder.
  package let run: String
  /// The step after which this was found.
  package let steps: Int
  /// By domain, then all together.
  package let validation: [Validation]
  /// By domain that has questions.
  package let exactMatch: [ExactMatch]
  /// One a prompt.
  package let samples: [Sample]

  /// What was found of the run in the folder `run` after `steps` steps.
  package init(
    run: String, steps: Int, validation: [Validation], exactMatch: [ExactMatch], samples: [Sample]
  ) {
    self.run = run
    self.steps = steps
    self.validation = validation
    self.exactMatch = exactMatch
    self.samples = samples
  }

  /// What stands in the content of a `results.json`.
  package init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(Self.self, from: json)
  }

  /// The content of `results.json`.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }

  /// The summary for a terminal.
  package var text: String {
    var parts = [
      validation.isEmpty ? "Validation: no document was held out" : "Validation\n" + table
    ]
    if !exactMatch.isEmpty {
      parts.append("Exact match, greedy\n" + exactMatch.map(\.text).joined(separator: "\n"))
    }
    if !samples.isEmpty {
      let texts = samples.map(\.shown).joined(separator: "\n")
      parts.append("Samples (the prompt begins each)\n" + texts)
    }
    parts.append(
      "Run folder: \(run)\nWrite more: motif-train generate \(run) --prompt \"…\"")
    return parts.joined(separator: "\n\n")
  }

  static let head = ["domain", "bits/byte", "unigram", "below", "generator"]

  private var table: String {
    var table = TextTable(numbers: 4)
    table.add(Self.head)
    for row in validation { table.add(row.cells) }
    return table.text(indent: 0)
  }
}
