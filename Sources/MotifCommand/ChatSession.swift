internal import MotifCore
internal import MotifData
internal import MotifTrainer

/// A conversation with a model, line by line.
struct ChatSession {
  /// What a line asks for.
  enum Request: Equatable {
    case turn(String)
    case reset
    case system(String)
    case save(String)
    case quit
    case nothing
    /// A line for the program that it does not know, with what is said about it.
    case unknown(String)

    private static let known = ["/reset", "/system", "/save", "/quit"]

    /// Reads `line`, without its end.
    init(_ line: String) {
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      let rest = words.count > 1 ? words[1].trimmingPrefix(" ") : ""
      guard let first = words.first, line.hasPrefix("/") else {
        self = line.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? .nothing : .turn(line)
        return
      }
      self =
        switch first {
        case "/reset": .reset
        case "/system": .system(String(rest))
        case "/save":
          rest.isEmpty ? .unknown("/save needs the name of a file") : .save(String(rest))
        case "/quit", "/exit": .quit
        default: .unknown(Self.complaint(String(first)))
        }
    }

    private static func complaint(_ word: String) -> String {
      let meant = NearestName.find(word, in: known)
      return "there is no \(word); "
        + (meant.isEmpty ? "there are \(known.joined(separator: ", "))" : "did you mean \(meant)?")
    }
  }

  private var model: ChatModel
  private var system: String
  private(set) var conversation: Conversation
  /// How many answers were given.
  private(set) var answers = 0

  /// A conversation with `model` that begins with what `system` says.
  init(_ model: ChatModel, system: String) {
    (self.model, self.system) = (model, system)
    conversation = Self.opening(system)
  }

  private static func opening(_ system: String) -> Conversation {
    Conversation(system.isEmpty ? [] : [.init(.system, system)])
  }

  /// Begins again, with another text of the system where one is given.
  mutating func reset(system: String? = nil) {
    self.system = system ?? self.system
    conversation = Self.opening(self.system)
  }

  /// The model's answer to `text`, which `onText` gets as it is written and can end by returning false.
  ///
  /// Both turns then belong to the conversation; reasoning is kept apart, so that later turns do not read
  /// it again. Throws for a turn that the template cannot write, which then is not part of it.
  mutating func answer(
    _ text: String, _ arguments: Command.ChatArguments, onText: (String) -> Bool
  ) throws(ConversationFault) -> ChatModel.Answer {
    var asked = conversation
    asked.turns.append(.init(.user, text))
    var sampler = arguments.sampler(turn: answers)
    let answer = try model.answer(
      asked, tokens: arguments.tokens, sampler: &sampler, onText: onText)
    answers += 1
    var answered = asked
    answered.turns.append(.init(.assistant, answer.text))
    // An answer that was ended in the middle of its reasoning stays as it is.
    try? answered.splitReasoning()
    conversation = answered
    return answer
  }

  /// The conversation as a line of JSON Lines.
  var line: String {
    let turns = conversation.turns.map { turn in
      let content =
        turn.reasoning.isEmpty ? turn.content : "<think>\(turn.reasoning)</think>\(turn.content)"
      return "{\"role\": \(JSONNode.quoted(turn.role.rawValue)), \"content\": "
        + "\(JSONNode.quoted(content))}"
    }
    return "{\"messages\": [\(turns.joined(separator: ", "))]}\n"
  }
}
