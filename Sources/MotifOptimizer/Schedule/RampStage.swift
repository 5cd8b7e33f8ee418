/// A part of a run in which batch, length and rotary base stay as they are.
package struct RampStage: Sendable, Equatable {
  /// Where it begins, 0 to 1.
  package var at: Double
  /// Tokens a step.
  package var tokens: Int
  /// Tokens of a sequence.
  package var length: Int
  /// The base of the rotary angles; nil keeps the model's own.
  package var rotaryBase: Double?
  /// The key under `ramp` that begins it.
  package var key: String

  /// Sequences a step.
  package var rows: Int { max(1, tokens / length) }
  /// Whether the tokens are whole sequences.
  package var isWhole: Bool { tokens % length == 0 }
}

extension RampSettings {
  /// A batch or a length from a moment on.
  private struct Change {
    let at: Double
    let key: String
    let apply: (inout RampStage) -> Void
  }

  /// The stages of a run that begins with steps of `tokens` tokens in sequences of `length`, and whose
  /// learning rate begins to fall at `annealStart`; changes at the same moment make one.
  package func stages(tokens: Int, length: Int, annealStart: Double) -> [RampStage] {
    var stages = [RampStage(at: 0, tokens: tokens, length: length, rotaryBase: nil, key: "")]
    let changes =
      batchChanges(tokens) + sequenceChanges(length, annealStart: annealStart)
    for change in changes.sorted(by: { $0.at < $1.at }) {
      var next = stages[stages.count - 1]
      if next.at < change.at {
        (next.at, next.key) = (change.at, change.key)
      } else {
        stages.removeLast()
      }
      change.apply(&next)
      stages.append(next)
    }
    return stages
  }

  private func batchChanges(_ first: Int) -> [Change] {
    guard batch.isEmpty else {
      return batch.enumerated().map { index, knot in
        Change(at: knot.at, key: "batch.\(index).tokens") { $0.tokens = knot.tokens }
      }
    }
    guard preset == .motif2_12_7B else { return [] }
    return zip([0.05, 0.15, 0.3, 0.5], 2...5).map { at, factor in
      Change(at: at, key: "preset") { $0.tokens = factor * first }
    }
  }

  private func sequenceChanges(_ first: Int, annealStart: Double) -> [Change] {
    guard sequence.isEmpty else {
      return sequence.enumerated().map { index, knot in
        Change(at: knot.at, key: "sequence.\(index).length") {
          $0.length = knot.length
          if knot.ropeTheta > 0 { $0.rotaryBase = knot.ropeTheta }
        }
      }
    }
    guard preset == .motif2_12_7B else { return [] }
    return [(0.6, 2), (0.8, 4)].map { place, factor in
      Change(at: annealStart + (1 - annealStart) * place, key: "preset") {
        $0.length = factor * first
      }
    }
  }

  /// What is wrong with the ramps of a run whose model reads up to `maximumLength` tokens, a key under
  /// `ramp` and a reason each.
  package func problems(
    tokens: Int, length: Int, annealStart: Double, maximumLength: Int
  ) -> [(key: String, reason: String)] {
    let order =
      Self.order(batch.map(\.at), "batch") + Self.order(sequence.map(\.at), "sequence")
    guard order.isEmpty else { return order }
    let stages = stages(tokens: tokens, length: length, annealStart: annealStart)
    return stages.dropFirst().compactMap { stage in
      if stage.length > maximumLength {
        return (
          stage.key,
          "makes sequences of \(stage.length) tokens, but the model's max_position_embeddings is "
            + "\(maximumLength)"
        )
      }
      guard !stage.isWhole else { return nil }
      return (
        stage.key,
        "makes batches of \(stage.tokens) tokens in sequences of \(stage.length), which are not whole "
          + "sequences; take a multiple"
      )
    }
  }

  private static func order(_ moments: [Double], _ list: String) -> [(key: String, reason: String)]
  {
    moments.indices.compactMap { index in
      let before = index == 0 ? 0 : moments[index - 1]
      guard moments[index] <= before else { return nil }
      return (
        "\(list).\(index).at",
        "is \(moments[index]), but must lie after \(before)"
          + (index == 0 ? ", where the run begins" : " of the one before")
      )
    }
  }
}
