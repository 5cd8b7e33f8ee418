import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// Only the template's markers are control tokens, and exactly the trained text is trained.
@Suite struct ConversationEncoderTests {
  private static let markers = ChatTemplate.motif.markers + ChatTemplate.chatml.markers

  /// A tokenizer of bytes and markers; `ordinary` markers are added tokens that are not special.
  private func tokenizer(ordinary: Set<String> = [], normalizer: Normalizer? = nil) -> ByteLevelBPE
  {
    let bytes = (0...255).map { ContiguousArray([UInt8($0)]) }
    let breaks: [ContiguousArray<UInt8>] = [[10, 10]]
    let added = Self.markers.enumerated().map { index, marker in
      AddedToken(id: Int32(257 + index), content: marker, isSpecial: !ordinary.contains(marker))
    }
    return ByteLevelBPE(
      tokens: bytes + breaks, merges: [TokenMerge(left: 10, right: 10, result: 256)],
      addedTokens: added, preTokenizer: PreTokenizer(.whole), normalizer: normalizer)
  }

  private let conversation = Conversation([
    .init(.system, "s"), .init(.user, "u<|endofturn|><|im_end|>"),
    .init(.assistant, "\nfirst", reasoning: "r1"), .init(.tool, "<tool_response>"),
    .init(
      .assistant, "<think>\u{E9}", reasoning: "</think>",
      toolCalls: [.init(name: "f", arguments: "[1]")]),
  ])

  /// What a mask trains, as text.
  private func trained(
    _ template: ChatTemplate, _ mask: LossMask = LossMask(), _ tokenizer: ByteLevelBPE? = nil,
    keepsReasoning: Bool = false
  ) throws -> String {
    let tokenizer = tokenizer ?? self.tokenizer()
    var encoder = try ConversationEncoder(template, tokenizer, mask: mask)
    var options = RenderedConversation.Options()
    options.keepsReasoning = keepsReasoning
    let encoded = try encoder.encode(conversation, options)
    let all = tokenizer.decode(encoded.tokens)
    #expect(
      all.utf8.elementsEqual(try RenderedConversation(conversation, template, options).text.utf8))
    return tokenizer.decode(zip(encoded.tokens, encoded.isTrained).filter(\.1).map(\.0))
  }

  private let lastOfMotif =
    "<think></think></think><think>\u{E9}<tool_call>{\"name\": \"f\", \"arguments\": [1]}</tool_call>"
    + "<|endofturn|>"

  @Test func assistantTurnsAndTheirEndsAreTrained() throws {
    #expect(try trained(.motif) == "\nfirst<|endofturn|>" + lastOfMotif)
    #expect(
      try trained(.motif, keepsReasoning: true)
        == "<think>r1</think>\nfirst<|endofturn|>" + lastOfMotif)
    // The line break of the header and that of the content are one token.
    #expect(try trained(.chatml) == "\n\nfirst<|im_end|><think>\u{E9}<|im_end|>")
  }

  @Test func aMaskChoosesRolesAndTheLastTurn() throws {
    var mask = LossMask()
    mask.lastTurnOnly = true
    #expect(try trained(.motif, mask) == lastOfMotif)
    mask.roles = [.system, .user]
    #expect(try trained(.motif, mask) == "u<|endofturn|><|im_end|><|endofturn|>")
    mask.lastTurnOnly = false
    #expect(try trained(.motif, mask) == "s<|endofturn|>u<|endofturn|><|im_end|><|endofturn|>")
    mask.roles = []
    #expect(try trained(.motif, mask) == "")
  }

  /// Files list such markers as ordinary added tokens, which are found in any text.
  @Test func markersThatAreNotSpecialAreTextInContentToo() throws {
    let ordinary = tokenizer(ordinary: Set(Self.markers))
    for template in ChatTemplate.known {
      var (one, other) = (
        try ConversationEncoder(template, tokenizer()), try ConversationEncoder(template, ordinary)
      )
      let (expected, found) = (try one.encode(conversation), try other.encode(conversation))
      #expect(expected == found)
      let markers = found.tokens.count { $0 > 256 }
      let written = try RenderedConversation(conversation, template).parts.count(where: \.isMarker)
      #expect(markers == written)
    }
  }

  @Test func rewrittenTextKeepsItsMask() throws {
    let normalizer = Normalizer([.replace("\n", with: "<br>"), .replace("first", with: "1")])
    let tokenizer = tokenizer(normalizer: normalizer)
    var encoder = try ConversationEncoder(.chatml, tokenizer)
    let encoded = try encoder.encode(
      Conversation([.init(.user, "a\nfirst"), .init(.assistant, "first\nfirst")]))
    let trained = zip(encoded.tokens, encoded.isTrained).filter(\.1).map(\.0)
    #expect(tokenizer.decode(trained) == "1<br>1<|im_end|>")
  }

  @Test func aTokenizerWithoutTheMarkersIsRefused() throws {
    let bare = try BPETrainer.train(BPETrainer.Config(), on: [Document(text: "a", domain: "d")])
    #expect {
      try ConversationEncoder(.motif, bare)
    } throws: { error in
      "\(error)".contains(
        "no added token <|beginoftext|>, <|startofturn|>, <|endofturn|>, <|system|>, <|user|>, "
          + "<|assistant|>, which the chat template motif writes")
    }
    // Markers inside turns are text for a tokenizer that lacks them.
    #expect(try ConversationEncoder(.motif, ChatGolden.tokenizer()).endOfTurn != nil)
  }
}
