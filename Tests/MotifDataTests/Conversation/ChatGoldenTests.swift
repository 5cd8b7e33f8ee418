import Foundation
import MotifTestSupport
import Testing

@testable import MotifData

/// Templates, tokens and masks equal what transformers recorded.
@Suite struct ChatGoldenTests {
  @Test func textsEqualTheRecording() throws {
    for golden in try ChatGolden.all() {
      let text = try golden.rendered().text
      #expect(text.utf8.elementsEqual(golden.text.utf8), "case \(golden.id): \(text)")
    }
  }

  /// Markers inside content are text; where there are none, the tokens are those of transformers.
  @Test func tokensAndMasksEqualTheRecording() throws {
    let tokenizer = try ChatGolden.tokenizer()
    var lastOnly = LossMask()
    lastOnly.lastTurnOnly = true
    var literal = 0
    for golden in try ChatGolden.all() {
      var encoder = try ConversationEncoder(.named(golden.template), tokenizer)
      let encoded = try encoder.encode(golden.rendered())
      #expect(encoded.tokens == golden.literal?.ids ?? golden.ids, "case \(golden.id)")
      let mask = golden.literal?.assistant_mask ?? golden.assistant_mask
      #expect(encoded.isTrained.map { $0 ? 1 : 0 } == mask, "case \(golden.id)")
      literal += golden.literal == nil ? 0 : 1
      guard golden.literal == nil else { continue }
      var last = try ConversationEncoder(.named(golden.template), tokenizer, mask: lastOnly)
      let masked = try last.encode(golden.rendered()).isTrained.map { $0 ? 1 : 0 }
      #expect(masked == golden.last_assistant_mask, "case \(golden.id)")
    }
    #expect(literal > 0, "no case has markers inside content")
  }

  @Test func trainedPartsEqualTheRecordedSpans() throws {
    for golden in try ChatGolden.all() {
      let rendered = try golden.rendered()
      let trains = LossMask().trains(rendered.roles)
      let mask = rendered.parts.flatMap { part in
        part.text.unicodeScalars.map { _ in part.author.map { trains[$0] } ?? false }
      }
      var expected = [Bool](repeating: false, count: golden.text.unicodeScalars.count)
      for span in golden.trained_spans {
        for place in span[0]..<span[1] { expected[place] = true }
      }
      #expect(mask == expected, "case \(golden.id)")
    }
  }

  @Test func straddlingTokensAreTrained() throws {
    let tokenizer = try ChatGolden.tokenizer()
    let straddling = try ChatGolden.all().filter { $0.straddling?.isEmpty == false }
    #expect(!straddling.isEmpty)
    for golden in straddling where golden.literal == nil {
      var encoder = try ConversationEncoder(.named(golden.template), tokenizer)
      let encoded = try encoder.encode(golden.rendered())
      for index in golden.straddling ?? [] { #expect(encoded.isTrained[index]) }
    }
  }
}
