import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Which tokens are written, and when writing ends.
@Suite struct GeneratorTests {
  private let model: CausalLanguageModel
  private let prompt: [Int32] = [3, 17, 5]

  init() throws {
    var config = try #require(ModelPresets.named("nano-seed"))
    config.layerCount = 2
    config.vocabSize = 50
    config.maxPositionEmbeddings = 12
    model = try CausalLanguageModel(config, seed: 8)
  }

  /// The likeliest continuation, each token from a pass over everything before it.
  private func recomputed(_ count: Int) -> [Int32] {
    var tokens = prompt
    for _ in 0..<count {
      let hidden = withoutGradients { model(TokenTensor(tokens, shape: [1, tokens.count])) }.hidden
      let logits = model.logits(hidden).values.suffix(50)
      let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
      tokens.append(Int32(best - logits.startIndex))
    }
    return Array(tokens.dropFirst(prompt.count))
  }

  private func written(
    _ count: Int, stopTokens: Set<Int32> = [], onToken: (Int32) -> Bool = { _ in true }
  ) -> [Int32] {
    var sampler = Sampler()
    return Generator(model).generate(
      prompt: prompt, count: count, sampler: &sampler, stopTokens: stopTokens, onToken: onToken)
  }

  @Test func greedyTextIsTheLikeliestContinuation() {
    #expect(written(6) == recomputed(6))
    #expect(written(0).isEmpty && written(-1).isEmpty)
  }

  @Test(arguments: [10, 1000, Int.max]) func theContextEndsTheText(_ count: Int) {
    // Twelve positions: three of the prompt, nine more, and the token after the last.
    #expect(written(count) == Array(recomputed(10).prefix(count)))
  }

  @Test func stopTokensAndTheCallerEndTheText() {
    let all = written(6)
    #expect(written(6, stopTokens: [all[0]]).isEmpty)
    let last = all[all.count - 1]
    let before = all.prefix { $0 != last }
    #expect(written(6, stopTokens: [last]) == Array(before))
    var heard: [Int32] = []
    let two = written(6) {
      heard.append($0)
      return heard.count < 2
    }
    #expect(two == Array(all.prefix(2)) && heard == two)
  }
}
