import Foundation
import MotifData
import MotifModel
import MotifTensor
import Testing

@testable import MotifEvaluation

/// Likelihoods and texts of a real model against a plain loop over each alone.
@Suite struct LanguageModelEvaluatorTests {
  private let model: CausalLanguageModel
  private let tokenizer: ByteLevelBPE
  private static let text = "the cat sat on the mat, the dog on the log. the cat and the dog sat. "

  init() throws {
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = 300
    tokenizer = try BPETrainer.train(
      trainer, on: [Document(text: Self.text, domain: "cats")])
    var config = try #require(ModelPresets.named("nano"))
    config.layerCount = 2
    config.vocabSize = 300
    config.maxPositionEmbeddings = 48
    model = try CausalLanguageModel(config, seed: 4)
  }

  private func evaluator(rows: Int = 4, seed: UInt64 = 0) throws -> LanguageModelEvaluator {
    try LanguageModelEvaluator(model, tokenizer, identity: "tiny", rows: rows, seed: seed)
  }

  /// Σ log p of the last `count` tokens, in Double.
  private func plain(_ tokens: [Int32], last count: Int) -> Double {
    let read = Array(tokens.dropLast())
    let logits = withoutGradients {
      model.logits(model(TokenTensor(read, shape: [1, read.count])).hidden)
    }.values.map { Double($0) }
    let width = model.config.vocabSize
    return (0..<count).reduce(0) { sum, index in
      let place = read.count - count + index
      let row = logits[place * width..<(place + 1) * width]
      let peak = row.max() ?? 0
      let total = row.reduce(0) { $0 + exp($1 - peak) }
      return sum + row[row.startIndex + Int(tokens[place + 1])] - peak - log(total)
    }
  }

  @Test func likelihoodsAreThoseOfThePair() throws {
    let end = try #require(tokenizer.endToken?.id)
    let pairs = [
      ("the cat", " sat"), ("the cat ", "sat"), ("", "the dog"), ("  ", "log"), ("the", ""),
      (String(repeating: "dog on the mat ", count: 30), "the cat sat"),
    ]
    let found = try evaluator().logLikelihoods(
      pairs.map { LikelihoodRequest(context: $0.0, continuation: $0.1) })
    for ((context, continuation), answer) in zip(pairs, found) {
      let value = answer.value
      let pair = EncodedPair(
        context: context, continuation: continuation, tokenizer: tokenizer, prefixToken: end)
      let before = pair.context.isEmpty ? [end] : pair.context
      let all = before + pair.continuation
      #expect(answer.unreadCount == max(0, all.count - 49))
      let tokens = Array(all.suffix(49))
      let expected = pair.continuation.isEmpty ? 0 : plain(tokens, last: pair.continuation.count)
      #expect(abs(value - expected) < 1e-4 * max(1, abs(expected)), "\(context)|\(continuation)")
    }
    #expect(found[0] == found[1])
  }

  @Test func longTextsAreReadInWindows() throws {
    let end = try #require(tokenizer.endToken?.id)
    for count in [0, 1, 3, 20] {
      let text = String(repeating: "the log, a dog and the cat. ", count: count)
      let windows = RollingWindow.windows(
        of: tokenizer.encode(text), prefixToken: end, length: 48, contextLength: 1)
      let expected = windows.reduce(0.0) {
        let (before, after) = $1.disjoint
        return $0 + plain(before + after, last: after.count)
      }
      var last = (0, 0)
      let found = try evaluator(rows: 2).logLikelihood(ofText: text) {
        last = ($0, $1)
        return true
      }
      let value = try #require(found)
      #expect(last.0 == last.1 && last.1 == tokenizer.encode(text).count)
      #expect(abs(value - expected) <= 1e-4 * max(1, abs(expected)), "\(count)")
    }
  }

  private func request(
    _ prompt: String, stops: [String] = [], tokens: Int = 12, temperature: Double = 0,
    stream: Int = 0
  ) -> TextRequest {
    TextRequest(
      prompt: prompt, stops: StopStrings(stops), maxTokens: tokens, temperature: temperature,
      topP: 1, stream: stream)
  }

  @Test func textsDoNotDependOnWhatIsAskedBeside() throws {
    let requests = (0..<7).map {
      request("the cat \($0)", tokens: 4 + $0, temperature: $0 % 2 == 0 ? 0 : 1, stream: $0)
    }
    let together = try evaluator(rows: 3).texts(requests)
    let alone = try requests.map { try evaluator(rows: 1).texts([$0])[0] }
    #expect(together == alone)
    #expect(try evaluator(seed: 1).texts(requests) != together)
    #expect(try evaluator().texts([request("")])[0].value.isEmpty == false)
  }

  @Test func textsEndAtStops() throws {
    let whole = try evaluator().texts([request("the cat", tokens: 30)])[0].value
    let scalars = Array(whole.unicodeScalars)
    try #require(scalars.count > 8)
    for start in [1, 4, 7] {
      let stop = String(String.UnicodeScalarView(scalars[start..<start + 2]))
      let cut = try evaluator().texts([request("the cat", stops: [stop], tokens: 30)])[0].value
      #expect(cut == StopStrings([stop]).cut(whole), "\(stop.debugDescription)")
    }
  }
}
