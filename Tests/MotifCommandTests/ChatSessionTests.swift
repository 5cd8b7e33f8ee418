import Testing

@testable import MotifCommand

@Suite struct ChatSessionTests {
  @Test(
    arguments: [
      ("hello", .turn("hello")), (" /reset", .turn(" /reset")), ("", .nothing), ("  \t", .nothing),
      ("/reset", .reset), ("/system", .system("")), ("/system Be brief. ", .system("Be brief. ")),
      ("/save a b.jsonl", .save("a b.jsonl")), ("/quit", .quit), ("/exit", .quit),
      ("/save", .unknown("/save needs the name of a file")),
      ("/rest", .unknown("there is no /rest; did you mean /reset?")),
      ("/x", .unknown("there is no /x; there are /reset, /system, /save, /quit")),
    ] as [(String, ChatSession.Request)])
  func linesAreRead(_ line: String, _ request: ChatSession.Request) {
    #expect(ChatSession.Request(line) == request)
  }

  @Test func argumentsAreRead() throws {
    guard
      case .chat(let found) = try Command([
        "chat", "run", "--system", "s", "--tokens", "7", "--temperature", "0", "--top-k", "3",
        "--top-p", "0.5", "--seed", "9",
      ])
    else {
      Issue.record("chat is no command")
      return
    }
    #expect(found.run == "run" && found.system == "s" && found.tokens == 7)
    #expect(found.temperature == 0 && found.topK == 3 && found.topP == 0.5 && found.seed == 9)
    #expect(throws: UsageError.self) { try Command(["chat"]) }
    #expect(throws: UsageError.self) { try Command(["chat", "a", "b"]) }
    #expect(throws: UsageError.self) { try Command(["chat", "a", "--sytem", "x"]) }
  }
}
