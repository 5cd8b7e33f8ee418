internal import Foundation

extension Trained {
  /// What a finished run prints: validation, exact-match items, samples, the folder.
  public func summary(_ scores: [DomainScore], settings: TrainConfig) -> String {
    var parts = ["Validation\n" + validationTable(scores)]
    let results = settings.evaluation.items > 0 ? accuracy(items: settings.evaluation.items) : []
    if !results.isEmpty {
      let lines = results.map { "\($0.domain)  \($0.correct) of \($0.items) fresh items exact" }
      parts.append("Exact match, greedy\n" + lines.joined(separator: "\n"))
    }
    let samples = samples(settings.generation).map { sample in
      "> \(sample.prompt)\(sample.text.trimmingCharacters(in: .newlines))"
        .replacingOccurrences(of: "\n", with: "\n  ")
    }
    parts.append("Samples (the prompt begins each)\n" + samples.joined(separator: "\n"))
    parts.append(
      "Run folder: \(folder.path)\n"
        + "Write more: motif-train generate \(folder.path) --prompt \"…\"")
    return parts.joined(separator: "\n\n")
  }
}
