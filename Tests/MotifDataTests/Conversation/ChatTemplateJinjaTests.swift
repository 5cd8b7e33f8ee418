import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// Templates are written in Jinja for users of transformers.
@Suite struct ChatTemplateJinjaTests {
  private static let chatml = #"""
    {{- '' -}}
    {%- for message in messages -%}
    {%- set content = message['content'] or '' -%}
    {%- if content is not string -%}{%- set content = content | map(attribute='text') | join -%}{%- endif -%}
    {%- if message['role'] == 'system' -%}
    {{- '<|im_start|>system\n' + content + '<|im_end|>' -}}
    {%- elif message['role'] == 'user' -%}
    {{- '<|im_start|>user\n' + content + '<|im_end|>' -}}
    {%- elif message['role'] == 'assistant' -%}
    {{- '<|im_start|>assistant\n' -}}
    {%- generation -%}
    {{- content -}}
    {{- '<|im_end|>' -}}
    {%- endgeneration -%}
    {%- elif message['role'] == 'tool' -%}
    {{- '<|im_start|>tool\n' + content + '<|im_end|>' -}}
    {%- else -%}
    {{- raise_exception('unknown role ' + message['role']) -}}
    {%- endif -%}
    {{- '\n' -}}
    {%- endfor -%}
    {%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}
    """#

  /// transformers 5.24.0 rendered these very texts: 284 recorded cases and 24 with tool calls, content
  /// in parts and odd characters gave what Swift writes, with the trained spans.
  @Test func textsAreThoseThatWereRendered() {
    #expect(ChatTemplate.chatml.jinja == Self.chatml)
    func hash(_ template: ChatTemplate) -> String {
      Array(template.jinja.utf8).withUnsafeBytes { SHA256.digest($0) }
    }
    #expect(
      hash(.motif) == "6dd9d8c8a4510a31808490bbda06055828cef63e84f7a5eaddeb2724594633e9")
    #expect(hash(Self.odd) == "df82b01025ea7c3fe0a71ccf88c8b2e5c90a0f25bc43cfb556c24ab98d9f45c6")
  }

  /// A template whose texts need every escape.
  private static var odd: ChatTemplate {
    var odd = ChatTemplate.motif
    odd.name = "odd"
    odd.begin = "it's \\ {{ x }}\t"
    odd.betweenTurns = "\r\n'"
    odd.frames[.user]?.after = " \n"
    return odd
  }

  @Test func theTokenizerConfigHoldsTheTemplate() throws {
    let tokenizer = try ChatGolden.tokenizer()
    let padding = try #require(tokenizer.id(of: "<|endoftext|>"))
    for template in ChatTemplate.known {
      let text = template.tokenizerConfig(tokenizer, padding: padding)
      let root = try JSONScanner.parse(Array(text.utf8), file: "config")
      #expect(root["chat_template"]?.string == template.jinja)
      #expect(root["eos_token"]?.string == template.endOfTurn)
      #expect(root["pad_token"]?.string == "<|endoftext|>")
      #expect(root["bos_token"]?.string == (template.name == "motif" ? "<|beginoftext|>" : nil))
    }
  }
}
