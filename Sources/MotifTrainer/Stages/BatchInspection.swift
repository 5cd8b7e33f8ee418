internal import Foundation
internal import MotifCore
internal import MotifData
package import MotifReport

/// The first batch of a run, without training.
package struct BatchInspection {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput

  /// That of `resolved`, whose reading is told to `output`.
  package init(_ resolved: ResolvedConfig, output: ProgressOutput) {
    (self.resolved, self.output) = (resolved, output)
  }

  /// The first `rows` rows as people read them.
  ///
  /// What `data.selection` would leave out is still among them. Weights of a stage before, which are not
  /// there yet, are random ones then, with a tokenizer that is trained on the documents of this stage.
  /// Throws for sources and a tokenizer that cannot be read.
  package func batch(named name: String, rows: Int) throws -> InspectedBatch {
    var resolved = resolved
    if resolved.config.initialization.kind != .random,
      !FileManager.default.fileExists(atPath: resolved.config.initialization.from)
    {
      output.write(
        "\(resolved.config.initialization.from) is not there yet: its tokenizer stands for none here\n"
      )
      resolved = resolved.withRandomWeights
    }
    let preparation = RunPreparation(resolved: resolved, output: output)
    let prepared = try preparation.read(InitialWeights(resolved.config, output: output))
    var stream = try RunParts(config: resolved.config).stream(prepared.tokens.train)
    if let empty = stream.exhaustedDomains() {
      throw DataError.invalid(
        "\(empty.joined(separator: ", ")) has too few tokens for the first batch of "
          + "\(stream.config.rows) rows of \(stream.config.length) tokens, and may not be read again"
      )
    }
    let batch = stream.next()
    let domains = stream.schedule.domains
    return InspectedBatch(
      name: name,
      rows: (0..<min(rows, batch.rows)).map { row in
        let stretches = batch.stretches(ofRow: row)
        return .init(
          source: domains[Int(batch.domainOfRow[row])],
          stretches: stretches.filter { $0.segment > 0 }.map {
            .init(
              segment: $0.segment, isTrained: $0.isTrained,
              text: String(decoding: prepared.tokenizer.decodeBytes($0.tokens), as: UTF8.self),
              tokens: $0.tokens.count)
          },
          padding: stretches.reduce(0) { $0 + ($1.segment == 0 ? $1.tokens.count : 0) })
      }, rowCount: batch.rows)
  }
}
