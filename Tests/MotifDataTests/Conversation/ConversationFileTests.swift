import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// The usual shapes are read, and every bad row is named by file and line.
@Suite struct ConversationFileTests {
  private func read(_ lines: [String]) throws -> [Conversation] {
    let file = try TemporaryFile(lines.joined(separator: "\n"))
    return try ConversationFile(file.path).conversations()
  }

  @Test func recordedShapesAreRead() throws {
    let url = Fixtures.folder.appendingPathComponent("chat_template/shapes.jsonl")
    let file = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    let lines = file.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let row = try JSONScanner.parse(Array(line.utf8), file: "shapes")
      let input = try #require(row["input"])
      let shape = try #require(ConversationShape.of(input))
      let expected = try ConversationShape.messages.conversation(row)
      #expect(try shape.conversation(input) == expected, "\(line)")
      let names: [ConversationShape: String] = [.promptCompletion: "prompt_completion"]
      #expect(row["shape"]?.string == names[shape] ?? shape.rawValue.lowercased())
    }
  }

  @Test func extrasOfMessagesAreRead() throws {
    let found = try read([
      #"{"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"text": "b"}]}, {"role": "assistant", "content": null, "reasoning_content": "r", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": "{\"x\":1}"}}, {"name": "g", "arguments": {"y": [1.0, "é\u0008"], "z": null}}, {"name": "h"}]}, {"role": "tool", "content": ""}, {"role": "developer", "content": "d"}]}"#,
      "",
      #"{"id": 1, "conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}"#,
      #"{"conversations": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#,
      #"{"instruction": "i", "input": "", "output": "o", "system": "s"}"#,
      #"{"question": "q", "answer": "a"}"#,
    ])
    let calls: [Conversation.ToolCall] = [
      .init(name: "f", arguments: "{\"x\":1}"),
      .init(name: "g", arguments: "{\"y\": [1.0, \"é\\b\"], \"z\": null}"),
      .init(name: "h", arguments: "{}"),
    ]
    #expect(
      found == [
        Conversation([
          .init(.user, "ab"), .init(.assistant, "", reasoning: "r", toolCalls: calls),
          .init(.tool, ""), .init(.system, "d"),
        ]),
        Conversation([.init(.user, "q"), .init(.assistant, "a")]),
        Conversation([.init(.user, "q"), .init(.assistant, "a")]),
        Conversation([.init(.system, "s"), .init(.user, "i"), .init(.assistant, "o")]),
        Conversation([.init(.user, "q"), .init(.assistant, "a")]),
      ])
  }

  private static let good = #"{"prompt": "p", "completion": "c"}"#

  /// A row that cannot be taken, its kind, its column where it has one, and the sentence.
  @Test(
    arguments: [
      ("{\"messages\": [", .brokenLine, 14, "field \"messages\": this list is never closed with ]"),
      ("[1]", .brokenLine, nil, "is not a JSON object; each line holds one object in { }"),
      ("{\"a\": NaN}", .brokenLine, 7, "field \"a\": NaN is not a JSON number"),
      (
        "{}", .unknownShape, nil,
        "is of no known shape: expected messages, conversations, prompt with completion, question "
          + "with answer, or instruction with output, and it is empty"
      ),
      (
        "{\"text\": 1, \"b\": 2}", .unknownShape, nil,
        "is of no known shape: expected messages, conversations, prompt with completion, question "
          + "with answer, or instruction with output, and it has b, text"
      ),
      ("{\"messages\": 3}", .unknownShape, nil, "\"messages\" is not a list of turns"),
      (
        "{\"messages\": [3]}", .unknownShape, nil,
        "messages[0] is not an object with a role and content"
      ),
      (
        "{\"messages\": [{\"role\": \"user\"}]}", .unknownShape, nil,
        "messages[0] has no text \"content\""
      ),
      (
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"image\": 1}]}]}", .unknownShape, nil,
        "messages[0] has a part of \"content\" that is not text"
      ),
      (
        "{\"messages\": [{\"content\": \"x\"}]}", .unknownShape, nil,
        "messages[0] has no text \"role\""
      ),
      (
        "{\"messages\": [{\"role\": \"user\", \"content\": \"x\", \"reasoning\": \"y\"}]}",
        .unknownShape, nil, "messages[0] is of the role user and has reasoning or tool calls"
      ),
      (
        "{\"messages\": [{\"role\": \"assistant\", \"content\": \"x\", \"reasoning\": 1}]}",
        .unknownShape, nil, "messages[0] has \"reasoning\" that is not text"
      ),
      (
        "{\"messages\": [{\"role\": \"assistant\", \"tool_calls\": [{\"n\": 1}]}]}", .unknownShape,
        nil, "messages[0] calls a tool without a name"
      ),
      (
        "{\"messages\": [{\"role\": \"boss\", \"content\": \"x\"}]}", .unknownRole, nil,
        "messages[0] has the unknown role \"boss\"; known are assistant, developer, function, "
          + "ipython, system, tool, user"
      ),
      (
        "{\"conversations\": [{\"from\": \"bot\", \"value\": \"x\"}]}", .unknownRole, nil,
        "conversations[0] has the unknown role \"bot\"; known are assistant, chatgpt, function, gpt, "
          + "human, observation, system, tool, user"
      ),
      ("{\"messages\": []}", .emptyTurn, nil, "has no turn"),
      (
        "{\"prompt\": \"p\", \"completion\": \" \\n\"}", .emptyTurn, nil,
        "turn 2, of the assistant, is empty"
      ),
      (
        "{\"instruction\": \"\", \"output\": \"o\"}", .emptyTurn, nil,
        "turn 1, of the user, is empty"
      ),
      ("{\"prompt\": 1, \"completion\": \"c\"}", .unknownShape, nil, "\"prompt\" is not text"),
      ("{\"instruction\": \"i\", \"output\": []}", .unknownShape, nil, "\"output\" is not text"),
      ("{\"input_ids\": 1}", .impossibleTokens, nil, "\"input_ids\" is not a list of numbers"),
      (
        "{\"input_ids\": [1, 2.5]}", .impossibleTokens, nil,
        "input_ids[1] is not a whole number of 32 bits"
      ),
      (
        "{\"input_ids\": [1, 2], \"labels\": [1]}", .impossibleTokens, nil,
        "has 2 input_ids and a mask or labels of 1"
      ),
    ] as [(String, ConversationFault.Kind, Int?, String)])
  func aBadRowIsNamed(line: String, kind: ConversationFault.Kind, column: Int?, reason: String)
    throws
  {
    let file = try TemporaryFile([Self.good, "", line, Self.good].joined(separator: "\n"))
    let place = "\(file.path):3" + (column.map { ":\($0)" } ?? "")
    var reader = ConversationFile(file.path)
    #expect(throws: FileError(path: place, reason: reason)) {
      try reader.forEachRow { _, _ in }
    }
    reader.onBadRow = .skip
    let counts = try reader.forEachRow { _, _ in }
    #expect(counts.rows == 3 && counts.taken == 2 && counts.count(kind) == 1)
    #expect(counts.faults == [counts.faults[0]] && counts.faults[0].first == "\(place): \(reason)")
    #expect(counts.text == "2 of 3 rows; 1 \(kind.noun.one), \(place): \(reason)")
  }

  @Test func bytesThatAreNoTextAreNamed() throws {
    let file = try TemporaryFile(Array(Self.good.utf8) + [0x0A, 0x7B, 0xFF, 0x7D])
    #expect(
      throws: FileError(
        path: "\(file.path):2",
        reason: "is not UTF-8: bad byte 0xFF at offset \(Self.good.utf8.count + 2)")
    ) {
      try ConversationFile(file.path).conversations()
    }
  }

  @Test func aNamedShapeIsHeldTo() throws {
    let file = try TemporaryFile(Self.good)
    var reader = ConversationFile(file.path)
    reader.shape = .alpaca
    #expect(
      throws: FileError(
        path: "\(file.path):1",
        reason: "has no field \"instruction\", which the shape alpaca needs")
    ) { try reader.conversations() }
  }

  @Test(
    arguments: [
      ("<think>a\n</think>\n\nb", "a", "b", nil), ("\n<think>\n</think>b", "", "b", nil),
      ("b", "", "b", nil), ("b <think> c", "", "b <think> c", nil),
      ("<think>a", "", "", "turn 2 opens <think> and never closes it"),
      ("a</think>b", "", "", "turn 2 closes </think> that it never opened"),
    ] as [(String, String, String, String?)])
  func reasoningIsSplitOff(content: String, reasoning: String, rest: String, fault: String?) throws
  {
    var conversation = Conversation([.init(.user, "<think>"), .init(.assistant, content)])
    do {
      try conversation.splitReasoning()
      #expect(fault == nil)
      #expect(conversation.turns[1] == .init(.assistant, rest, reasoning: reasoning))
      #expect(conversation.turns[0].content == "<think>")
    } catch {
      #expect(error == ConversationFault(.unbalanced, fault ?? ""))
    }
  }
}
