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

  private func continuation(
    _ count: Int, of prompt: [Int32]? = nil, stopTokens: Set<Int32> = [],
    onToken: (Int32) -> Bool = { _ in true }
  ) -> Continuation {
    var sampler = Sampler()
    return Generator(model).generate(
      prompt: prompt ?? self.prompt, count: count, sampler: &sampler, stopTokens: stopTokens,
      onToken: onToken)
  }

  private func written(
    _ count: Int, stopTokens: Set<Int32> = [], onToken: (Int32) -> Bool = { _ in true }
  ) -> [Int32] {
    continuation(count, stopTokens: stopTokens, onToken: onToken).tokens
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

  @Test func theReasonForTheEndIsGiven() {
    let all = continuation(6)
    #expect(all.stop == .length && continuation(0).stop == .length)
    #expect(continuation(6, stopTokens: [all.tokens[0]]).stop == .endOfText)
    #expect(continuation(6) { _ in false }.stop == .caller)
    #expect(continuation(10).stop == .length && continuation(11).stop == .context)
  }

  /// Prompt tokens, tokens asked for, and how many of each are read and written in twelve positions.
  @Test(arguments: [
    (12, 1, 12, 1), (12, 5, 12, 1), (13, 1, 12, 1), (13, 4, 9, 4), (40, 4, 9, 4), (40, 10, 3, 10),
    (40, 12, 3, 10), (40, 1000, 3, 10), (40, 0, 12, 0), (11, 9, 11, 2),
  ])
  func onlyALongPromptIsCut(_ length: Int, asked: Int, read: Int, written: Int) {
    let prompt = (0..<length).map { Int32(($0 * 7 + 3) % 50) }
    let found = continuation(asked, of: prompt)
    #expect(found.unreadCount == length - read && found.tokens.count == written)
    #expect(found.stop == (written == asked ? .length : .context))
    #expect(found.tokens == continuation(asked, of: prompt.suffix(read)).tokens)
  }
}
