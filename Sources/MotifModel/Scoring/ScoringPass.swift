internal import MotifTensor

/// Pieces of samples side by side in one row, each inside its own attention and from position 0.
///
/// Nothing is padded, and where a piece lies changes no more of its numbers than rounding does.
struct ScoringPass {
  /// Neighbouring tokens of a sample.
  struct Piece {
    let sample: Int
    let tokens: Range<Int>
    /// Whether the sample ends with it.
    let isLast: Bool
  }

  private(set) var pieces: [Piece] = []
  private(set) var count = 0
  private var tokens: [Int32] = []
  private var positions: [Int] = []
  private var segments: [Int] = []
  /// The places whose next token counts, in order, and these tokens.
  private(set) var scoredPlaces: [Int] = []
  private var labels: [Int32] = []

  /// Adds a piece of `sample`.
  mutating func add(_ piece: Piece, of sample: ScoringSample) {
    pieces.append(piece)
    tokens += sample.tokens[piece.tokens]
    positions += 0..<piece.tokens.count
    segments += Array(repeating: pieces.count, count: piece.tokens.count)
    for next in piece.tokens.lowerBound + 1..<min(piece.tokens.upperBound + 1, sample.tokens.count)
    where sample.isScored[next] {
      scoredPlaces.append(count + next - 1 - piece.tokens.lowerBound)
      labels.append(sample.tokens[next])
    }
    count += piece.tokens.count
  }

  /// The final hidden states `[count, hidden]`, and the loss of every scored place in nats.
  func run(_ model: CausalLanguageModel) -> (hidden: Tensor, losses: [Float]) {
    withoutGradients {
      let shape: Shape = [1, count]
      let hidden = model(
        TokenTensor(tokens, shape: shape), positions: TokenTensor(positions, shape: shape),
        segments: TokenTensor(segments, shape: shape)
      ).hidden.reshaped([count, model.config.hiddenSize])
      guard !labels.isEmpty else { return (hidden, []) }
      // Rows that nothing is asked of would cost as much of the head as the others.
      let scored = hidden.gather(TokenTensor(scoredPlaces, shape: [scoredPlaces.count]))
      let losses = scored.tokenLosses(
        head: model.head, labels: TokenTensor(labels, shape: [labels.count]),
        precision: model.precision)
      return (hidden, losses)
    }
  }
}
