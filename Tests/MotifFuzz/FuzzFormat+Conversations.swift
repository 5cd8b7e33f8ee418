import Foundation
import MotifCore
import MotifData

extension FuzzFormat {
  /// A tokenizer of bytes and the markers of the known templates.
  private static let chatTokenizer: ByteLevelBPE = {
    var config = BPETrainer.Config()
    config.specialTokens = ["<|endoftext|>"] + ChatTemplate.known.flatMap(\.markers)
    config.vocabularySize = 256 + config.specialTokens.count
    guard let trained = try? BPETrainer.train(config, on: [Document(text: "a", domain: "a")]) else {
      preconditionFailure("the tokenizer of the fuzzer cannot be trained")
    }
    return trained
  }()

  /// Conversations of every shape; what can be read is encoded, and its text is not lost.
  static let conversations = FuzzFormat(
    "conversations", file: "case.jsonl",
    seeds: [
      #"{"messages": [{"role": "user", "content": [{"text": "\u00e9\ud83d"}]}, {"role": "#
        + #""assistant", "content": null, "reasoning": "r", "tool_calls": [{"function": {"name": "#
        + #""f", "arguments": {"x": 1e9}}}]}]}"# + "\n"
        + #"{"prompt": "<|endofturn|>", "completion": "<think>c</think>d"}"#,
      #"{"conversations": [{"from": "human", "value": "w"}, {"from": "gpt", "value": "c"}]}"#
        + "\r\n"
        + #"{"instruction": "i", "input": "", "output": "o", "system": "s"}"#,
      #"{"input_ids": [1, 2, 3], "labels": [-100, 2, 3]}"# + "\n\n"
        + #"{"input_ids": [4, 5], "assistant_masks": [0, 1]}"#,
    ]
  ) { path in
    for policy in BadRowPolicy.allCases {
      for template in ChatTemplate.known {
        var file = ConversationFile(path)
        file.onBadRow = policy
        file.splitsReasoning = policy == .skip
        var encoder = try ConversationEncoder(template, chatTokenizer)
        var options = SampleReading.Options(limit: 24)
        options.overlong = policy == .skip ? .split : .cut
        let reading = try? SampleReading(
          file, domain: "a", encoder: &encoder, padding: 256, options)
        if let reading, let longest = reading.samples.lengths.max() {
          precondition(longest <= 24, "a sample of \(longest) tokens in rows of 24")
          var packer = SamplePacker(reading.samples, seed: 1)
          var batch = PackedBatch(rows: 1, length: 24, padding: 256)
          packer.fill(&batch, row: 0)
        }
        for conversation in (try? file.conversations()) ?? [] {
          let text = try RenderedConversation(conversation, template).text
          let tokens = try encoder.encode(conversation).tokens
          precondition(chatTokenizer.decode(tokens) == text, "a text was lost")
        }
      }
    }
  }

  /// The description of a chat template; what loads is written and loaded again.
  static let chatTemplate = FuzzFormat(
    "chat-template", file: "template.json", seeds: ChatTemplate.known.map(\.json)
  ) { path in
    let template = try ChatTemplate.load(path)
    _ = template.jinja
    try template.json.write(toFile: path, atomically: false, encoding: .utf8)
    let again = try? ChatTemplate.load(path)
    precondition(again == template, "a template that was written is another")
  }

  /// Instructions with their arguments; what can be read gives verdicts.
  static let instructions = FuzzFormat(
    "instructions", file: "case.jsonl",
    seeds: [
      #"{"prompt": "p", "instruction_id_list": ["keywords:existence", "punctuation:no_comma"], "#
        + #""kwargs": [{"keywords": ["a.c", "(b|c)+?"]}, {}]}"#,
      #"{"instruction_ids": ["detectable_format:multiple_sections"], "kwargs": "#
        + #"[{"section_spliter": "S", "num_sections": 2}]}"# + "\n"
        + #"{"instruction_ids": ["keywords:forbidden_words"], "kwargs": [{"forbidden_words": ["a"]}]}"#,
    ]
  ) { path in
    for policy in BadRowPolicy.allCases {
      for item in (try? InstructionItem.read(path, onBadRow: policy).items) ?? [] {
        for instruction in item.instructions {
          _ = instruction.isLooselyFollowed(by: "abc, *S 1*\n[x] <<y>>")
        }
      }
    }
  }
}
