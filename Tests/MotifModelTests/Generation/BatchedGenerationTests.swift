import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Many texts written side by side are those that are written one by one.
@Suite struct BatchedGenerationTests {
  private let model: CausalLanguageModel
  private let vocabulary = 50

  init() throws {
    var config = try #require(ModelPresets.named("nano-seed"))
    config.layerCount = 2
    config.vocabSize = vocabulary
    config.maxPositionEmbeddings = 24
    model = try CausalLanguageModel(config, seed: 8)
  }

  /// Prompts of 1 to 30 tokens, so that some are longer than the context of 24.
  private let prompts: [[Int32]] = (0..<21).map { index in
    let length = [1, 7, 3, 24, 2, 30, 12, 23][index % 8] + index / 8
    return (0..<length).map { Int32((index * 31 + $0 * 17 + index * $0 * 5) % 50) }
  }

  private func samplers(_ temperature: Double, _ count: Int) -> [Sampler] {
    (0..<count).map {
      Sampler(temperature: temperature, topK: 20, repetitionPenalty: 1.2, seed: 5, sample: $0)
    }
  }

  /// Prompt by prompt through the generator of one text.
  private func oneByOne(
    _ prompts: [[Int32]], _ count: Int, temperature: Double, stopTokens: Set<Int32> = []
  ) -> [Continuation] {
    zip(prompts, samplers(temperature, prompts.count)).map { prompt, sampler in
      var sampler = sampler
      return Generator(model).generate(
        prompt: prompt, count: count, sampler: &sampler, stopTokens: stopTokens)
    }
  }

  @Test(arguments: [0, 0.8], [1, 2, 5, 16, 40])
  func textsAreThoseOfOneByOne(temperature: Double, atOnce: Int) {
    for (count, stopTokens) in [(9, []), (6, [4, 11, 30]), (.max, [7])] as [(Int, Set<Int32>)] {
      var drawn = samplers(temperature, prompts.count)
      let found = Generator(model).generate(
        prompts: prompts, count: count, samplers: &drawn, stopTokens: stopTokens, atOnce: atOnce)
      #expect(
        found == oneByOne(prompts, count, temperature: temperature, stopTokens: stopTokens),
        "\(count) tokens, stop at \(stopTokens)")
    }
  }

  @Test func samplersAreLeftAsOneByOneLeavesThem() {
    var together = samplers(1, 3)
    _ = Generator(model).generate(
      prompts: Array(prompts.prefix(3)), count: 5, samplers: &together)
    for (index, (sampler, prompt)) in zip(samplers(1, 3), prompts).enumerated() {
      var alone = sampler
      _ = Generator(model).generate(prompt: prompt, count: 5, sampler: &alone)
      let logits = (0..<vocabulary).map { Float($0 % 7) }
      #expect(alone.next(logits) == together[index].next(logits))
      #expect(alone.next(logits) == together[index].next(logits))
    }
  }

  @Test func aTextThatStopsAtOnceLeavesItsPlaceToTheNext() {
    let firsts = oneByOne(prompts, 1, temperature: 0).map(\.tokens[0])
    let stop = firsts[1]
    var samplers = [Sampler](repeating: Sampler(), count: prompts.count)
    let found = Generator(model).generate(
      prompts: prompts, count: 4, samplers: &samplers, stopTokens: [stop], atOnce: 2)
    for (continuation, first) in zip(found, firsts) where first == stop {
      #expect(continuation.tokens.isEmpty && continuation.stop == .endOfText)
    }
    #expect(found.contains { !$0.tokens.isEmpty })
  }

  @Test func everyTextFillsItsOwnContext() {
    let prompts = [3, 24, 10].map { length in (0..<length).map { Int32($0 * 3 % 50) } }
    var samplers = [Sampler](repeating: Sampler(), count: 3)
    let found = Generator(model).generate(prompts: prompts, count: .max, samplers: &samplers)
    // What the context leaves, and the token after the last.
    #expect(found.map(\.tokens.count) == [22, 1, 15])
    #expect(found.allSatisfy { $0.stop == .context && $0.unreadCount == 0 })
  }

  @Test func theCallerEndsTextsOneByOne() {
    var samplers = [Sampler](repeating: Sampler(), count: 4)
    var heard = [[Int32]](repeating: [], count: 4)
    let found = Generator(model).generate(
      prompts: Array(prompts.prefix(4)), count: 6, samplers: &samplers, atOnce: 3
    ) { index, token in
      heard[index].append(token)
      return heard[index].count <= index
    }
    #expect(found.map(\.tokens) == heard)
    #expect(found[0].tokens.count == 1 && found[0].stop == .caller)
    #expect(found[2].tokens.count == 3 && found[2].stop == .caller)
  }

  @Test func nothingIsWrittenWhereNothingIsAsked() {
    var none: [Sampler] = []
    #expect(Generator(model).generate(prompts: [], count: 5, samplers: &none).isEmpty)
    var samplers = [Sampler](repeating: Sampler(), count: 2)
    let found = Generator(model).generate(prompts: [[1], [2, 3]], count: 0, samplers: &samplers)
    #expect(found.map(\.tokens) == [[], []] && found.allSatisfy { $0.stop == .length })
  }

  @Test func onlyIdsOfTheTokenizerAreWritten() {
    var samplers = samplers(2, prompts.count)
    let found = Generator(model, vocabularySize: 9).generate(
      prompts: prompts, count: 5, samplers: &samplers)
    #expect(found.allSatisfy { $0.tokens.allSatisfy { $0 < 9 } && !$0.tokens.isEmpty })
  }
}
