import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// Templates can be described in JSON, and what could not be trained is refused.
@Suite struct ChatTemplateTests {
  @Test(arguments: ChatTemplate.known)
  func aDescriptionReadsBackTheSame(template: ChatTemplate) throws {
    let file = try TemporaryFile(template.json)
    #expect(try ChatTemplate.load(file.path) == template)
  }

  @Test func aDescriptionOfOnesOwnIsUsed() throws {
    let file = try TemporaryFile(
      """
      {"name": "mine", "endOfTurn": "<end>", "markers": ["<end>", "<u>", "<a>"],
       "turns": {"user": {"before": "<u> "}, "assistant": {"before": "<a>", "after": "."}}}
      """)
    let template = try ChatTemplate.load(file.path)
    let conversation = Conversation([.init(.user, "<u>q"), .init(.assistant, "r")])
    let rendered = try RenderedConversation(conversation, template)
    #expect(rendered.text == "<u> <u>q<end><a>r.<end>")
    #expect(rendered.parts.map(\.isMarker) == [true, false, false, true, true, false, false, true])
    #expect(rendered.parts.map(\.author) == [nil, nil, 0, 0, nil, 1, 1, 1])
    let withTool = Conversation([.init(.tool, "x")])
    #expect(
      throws: ConversationFault(
        .unknownRole, "turn 1 is of the role tool, which the template mine does not have")
    ) { try RenderedConversation(withTool, template) }
    #expect(throws: ConversationFault.self) { try RenderedConversation(Conversation([]), template) }
  }

  private static let turns =
    #""turns": {"user": {"before": "<u>"}, "assistant": {"before": "<a>"}}"#

  /// A description, where its mistake stands, and what is said.
  @Test(
    arguments: [
      (
        "[]", "1:1",
        "the file is not an object with the keys name, begin, turns, endOfTurn, betweenTurns, reasoning, toolCall, markers"
      ),
      ("{\"name\": \"x\",}", "1:13", "a comma stands before }; remove it"),
      ("{\"name\": 1}", "1:10", "name is not text"),
      ("{\"begins\": 1}", "1:2", "unknown key \"begins\"; did you mean begin?"),
      ("{\"name\": \"x\"}", "1:1", "has no turns, expected an object of roles"),
      ("{\"name\": \"x\", \"turns\": []}", "1:24", "turns is not an object"),
      (
        "{\"name\": \"x\", \"turns\": {\"usr\": {}}}", "1:25",
        "unknown key \"usr\"; did you mean user?"
      ),
      (
        "{\"name\": \"x\", \"turns\": {\"user\": 1}}", "1:33",
        "turns.user is not an object with before and after"
      ),
      (
        "{\"name\": \"x\", \"turns\": {\"user\": {\"before\": 1}}}", "1:44",
        "turns.user.before is not text"
      ),
      ("{\"name\": \"x\", \(turns)}", "1:1", "has no endOfTurn, expected text"),
      (
        "{\"name\": \"x\", \(turns), \"endOfTurn\": \"e\", \"markers\": 1}", "1:114",
        "markers is not a list of texts"
      ),
      (
        "{\"name\": \"x\", \(turns), \"endOfTurn\": \"e\", \"markers\": [\"\"]}", "1:115",
        "a marker is not text or is empty"
      ),
      (
        "{\"name\": \"x\", \(turns), \"endOfTurn\": \"e\", \"markers\": []}", "1:98",
        "endOfTurn \"e\" is not one of the markers: the end of a turn must be one token, so that it can be learned and ends an answer"
      ),
      (
        "{\"name\": \"x\", \"turns\": {\"user\": {}}, \"endOfTurn\": \"e\", \"markers\": [\"e\"]}",
        "1:24",
        "turns describes no assistant"
      ),
      (
        "{\"name\": \"x\", \"turns\": {\"user\": {}, \"assistant\": {}}, \"endOfTurn\": \"e\", \"markers\": [\"e\"]}",
        "1:24",
        "turns of user and assistant begin alike with \"\", so that no model can tell them apart"
      ),
      (
        "{\"name\": \"x\", \(turns), \"endOfTurn\": \"e\", \"markers\": [\"e\"], \"reasoning\": {\"before\": \"<\"}}",
        "1:134", "reasoning is unbalanced: it needs a text before and after"
      ),
    ])
  func aBadDescriptionIsNamed(text: String, place: String, reason: String) throws {
    let file = try TemporaryFile(text)
    #expect(throws: FileError(path: "\(file.path):\(place)", reason: reason)) {
      try ChatTemplate.load(file.path)
    }
  }

  @Test func anUnknownNameIsRefused() {
    #expect(
      throws: DataError.invalid(
        "there is no chat template \"llama\"; known are motif, chatml, and a file *.json describes "
          + "another")
    ) { try ChatTemplate.named("llama") }
    let missing = #expect(throws: DataError.self) { try ChatTemplate.named("/nowhere.json") }
    #expect(missing.map { "\($0)" } == "/nowhere.json: no such file")
  }
}
