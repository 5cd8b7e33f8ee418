import Foundation
import Testing

/// What `generate` reads, writes and says.
@Suite(.serialized) final class GenerateCommandTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
    let trained = try Executable.run(["tiny.json"], in: place.path)
    try #require(trained.status == 0, "\(trained.all)")
  }

  private func generate(_ arguments: String..., status: Int32 = 0) throws -> Executable.Result {
    let result = try Executable.run(["generate", "runs/tiny"] + arguments, in: place.path)
    #expect(result.status == status, "\(arguments): \(result.all)")
    return result
  }

  private func object(_ arguments: String...) throws -> [String: Any] {
    let result = try Executable.run(
      ["generate", "runs/tiny", "--json"] + arguments, in: place.path)
    let found = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(found as? [String: Any], "\(result.all)")
  }

  /// The number of tokens that a text repeated `count` times has at least.
  private func long(_ count: Int) -> String { String(repeating: "One dog. ", count: count) }

  @Test func aPromptComesFromWhereItIs() throws {
    try place.write("prompt.txt", "Two cats\n")
    let wanted = try generate("--prompt", "Two cats\n", "--tokens", "5").output
    #expect(wanted.hasPrefix("Two cats\n"))
    #expect(try generate("--prompt-file", "prompt.txt", "--tokens", "5").output == wanted)
    let piped = try Executable.shell(
      "\"$MOTIF\" generate runs/tiny --prompt - --tokens 5 < prompt.txt", in: place.path)
    #expect(piped.output == wanted, "\(piped.all)")
    let both = try generate("--prompt", "a", "--prompt-file", "prompt.txt", status: 2)
    #expect(both.error.contains("keep one of them"))
  }

  @Test func promptsThatCannotBeReadAreNamed() throws {
    try place.write("empty.txt", "")
    try place.write("bytes.txt", Data([0x41, 0xFF]))
    for (file, part) in [
      ("empty.txt", "empty.txt: holds no text"), ("bytes.txt", "bytes.txt: is not UTF-8"),
      ("none.txt", "none.txt: no such file"), ("runs", "runs: is a folder"),
    ] {
      #expect(try generate("--prompt-file", file, status: 3).error.contains(part), "\(file)")
    }
    #expect(try generate("--prompt", "-", status: 3).error.contains("the standard input: holds no"))
  }

  @Test func aLongPromptIsCutAndRoomIsLeft() throws {
    let result = try generate("--prompt", long(40), "--tokens", "20")
    #expect(result.error.contains("more than the model's context of 64: its first "))
    let json = try object("--prompt", long(40), "--tokens", "20", "--temperature", "0")
    let (all, unread) = (json["promptTokens"] as? Int ?? 0, json["unreadPromptTokens"] as? Int ?? 0)
    #expect(all > 64 && unread == all - 45, "\(json)")
    let stop = try #require(json["stop"] as? String)
    #expect(json["tokens"] as? Int == 20 ? stop == "length" : stop == "endOfText", "\(json)")
  }

  @Test func theReasonForTheEndIsGiven() throws {
    let short = try object("--prompt", "One", "--tokens", "2", "--temperature", "0")
    #expect(short["stop"] as? String == "length" && short["tokens"] as? Int == 2, "\(short)")
    #expect(short["unreadPromptTokens"] as? Int == 0)
    // Enough texts for one that nothing but the context ends.
    let full = try object("--prompt", "One", "--tokens", "1000", "--samples", "20")
    let samples = try #require(full["samples"] as? [[String: Any]])
    let reasons = Set(samples.compactMap { $0["stop"] as? String })
    #expect(reasons.isSubset(of: ["context", "endOfText"]) && reasons.contains("context"))
    let said = try generate("--prompt", "One", "--tokens", "1000", "--samples", "20").error
    #expect(said.contains("it fills the model's context of 64"))
  }

  @Test func textIsWhatTheModelWrote() throws {
    for prompt in ["One", "1+1=", "x = 1\n", "a\u{1B}b"] {
      let json = try object("--prompt", prompt, "--tokens", "7", "--temperature", "0")
      let plain = try generate("--prompt", prompt, "--tokens", "7", "--temperature", "0").output
      let text = try #require(json["text"] as? String)
      #expect((prompt + text + "\n").utf8.elementsEqual(plain.utf8), "\(plain)")
      #expect(json["prompt"] as? String == prompt)
    }
  }

  @Test func severalTextsHaveChoicesOfTheirOwn() throws {
    let json = try object("--prompt", "One", "--tokens", "12", "--samples", "3")
    let texts = (json["samples"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
    #expect(Set(texts).count == 3, "\(json)")
    let again = try object("--prompt", "One", "--tokens", "12", "--samples", "2")
    let two = (again["samples"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
    #expect(two == Array(texts.prefix(2)))
    let plain = try generate("--prompt", "One", "--tokens", "12", "--samples", "3").output
    #expect(plain.hasPrefix("--- text 1 of 3 ---\nOne\(texts[0])\n--- text 2 of 3 ---\nOne"))
    #expect(try object("--prompt", "One", "--tokens", "12")["text"] as? String == texts[0])
  }

  @Test func withoutAPromptADocumentBegins() throws {
    let json = try object("--tokens", "6")
    #expect(json["prompt"] as? String == "" && json["promptTokens"] as? Int == 0, "\(json)")
    let text = try #require(json["text"] as? String)
    #expect(try generate("--tokens", "6").output == text + "\n")
    #expect(try generate("--prompt", "", status: 2).error.contains("--prompt needs a value"))
  }

  @Test func rulesOfSamplingChangeTheText() throws {
    let greedy = try generate("--prompt", "One", "--temperature", "0", "--tokens", "20").output
    for narrow in [["--top-k", "1"], ["--top-p", "0"], ["--min-p", "1"]] {
      let one = try Executable.run(
        ["generate", "runs/tiny", "--prompt", "One", "--tokens", "20", "--temperature", "1"]
          + narrow, in: place.path)
      #expect(one.output == greedy, "\(narrow)")
    }
    let penalized = try generate(
      "--prompt", "One", "--temperature", "0", "--tokens", "20", "--repetition-penalty", "20")
    #expect(penalized.output != greedy)
    for wrong in [["--top-p", "1.5"], ["--min-p", "-1"], ["--repetition-penalty", "0"]] {
      let result = try Executable.run(
        ["generate", "runs/tiny", "--prompt", "One"] + wrong, in: place.path)
      #expect(result.status == 2 && result.error.contains(wrong[0]), "\(result.all)")
    }
  }
}
