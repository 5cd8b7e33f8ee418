internal import MotifTensor

/// Likelihoods and embeddings of many samples under a model, at the speed of a forward pass.
///
/// Samples of any lengths are packed without padding, and each is a document of its own: its numbers do
/// not depend on the others, but for the order of roundings. A loss is that of
/// ``CausalLanguageModel/loss(_:labels:normalizer:zLoss:)``, `log Σ_v exp(h·w_v) − h·w_label`.
package struct SequenceScorer {
  private let model: CausalLanguageModel
  private let length: Int
  private let tokensPerPass: Int

  /// A scorer that reads up to `rows` · `length` tokens in a pass.
  ///
  /// Memory: the activations of so many tokens, one layer's at a time, and one chunk of logits.
  ///
  /// - Parameters:
  ///   - rows: how many samples of full length a pass has room for.
  ///   - length: the most tokens that attend to each other, at most the model's context. A longer sample
  ///     is read in pieces of so many tokens, each from position 0, and the last token of a piece
  ///     predicts the first of the next: every token that counts is predicted once.
  package init(_ model: CausalLanguageModel, rows: Int, length: Int) {
    precondition(
      rows > 0 && length > 0 && length <= model.config.maxPositionEmbeddings,
      "a scorer of \(rows) rows of \(length) tokens for a context of "
        + "\(model.config.maxPositionEmbeddings)")
    self.model = model
    self.length = length
    tokensPerPass = rows * length
  }

  /// The score of every sample, in their order; nil when `progress` said no.
  ///
  /// Cost: a forward pass over all tokens, and the head for those that count.
  ///
  /// - Parameters:
  ///   - embeds: whether embeddings are wanted: hidden-size floats a sample.
  ///   - progress: called after every pass with how many samples are done; returning false stops.
  package func scores(
    of samples: [ScoringSample], embeds: Bool = false, progress: (Int) -> Bool = { _ in true }
  ) -> [SampleScore]? {
    var scores = [SampleScore](repeating: SampleScore(), count: samples.count)
    var pass = ScoringPass()
    // Of the sample that a pass may end in the middle of.
    var hiddenSum: [Double] = []

    func finish() -> Bool {
      guard let last = pass.pieces.last else { return true }
      let (hidden, losses) = pass.run(model)
      add(losses, of: pass, to: &scores)
      if embeds { embed(hidden, of: pass, sum: &hiddenSum, in: &scores) }
      pass = ScoringPass()
      return progress(last.isLast ? last.sample + 1 : last.sample)
    }
    for (index, sample) in samples.enumerated() {
      for start in stride(from: 0, to: sample.tokens.count, by: length) {
        let end = min(start + length, sample.tokens.count)
        if pass.count + end - start > tokensPerPass, !finish() { return nil }
        pass.add(
          .init(sample: index, tokens: start..<end, isLast: end == sample.tokens.count), of: sample)
      }
    }
    return finish() ? scores : nil
  }

  private func add(_ losses: [Float], of pass: ScoringPass, to scores: inout [SampleScore]) {
    var (end, piece) = (pass.pieces[0].tokens.count, 0)
    for (place, loss) in zip(pass.scoredPlaces, losses) {
      while place >= end {
        piece += 1
        end += pass.pieces[piece].tokens.count
      }
      scores[pass.pieces[piece].sample].nats += Double(loss)
      scores[pass.pieces[piece].sample].count += 1
    }
  }

  /// Adds the rows of each piece; a sum whose sample ends becomes its embedding.
  private func embed(
    _ hidden: Tensor, of pass: ScoringPass, sum: inout [Double], in scores: inout [SampleScore]
  ) {
    let width = hidden.shape[1]
    hidden.withUnsafePointer { hidden in
      var place = 0
      for piece in pass.pieces {
        if sum.isEmpty { sum = Array(repeating: 0, count: width) }
        for row in place..<place + piece.tokens.count {
          for column in 0..<width { sum[column] += Double(hidden[row * width + column]) }
        }
        place += piece.tokens.count
        guard piece.isLast else { continue }
        // The direction of a sum is that of the mean.
        let norm = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        scores[piece.sample].embedding = sum.map { Float(norm > 0 ? $0 / norm : 0) }
        sum = []
      }
    }
  }
}
