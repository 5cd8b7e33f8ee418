import Foundation
import Testing

/// What a user sees when something is wrong: the exit code and one clear sentence.
@Suite struct MessageTests {
  struct Mistake: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var status: Int32
    var says: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., status: Int32, says: [String]) {
      self.arguments = arguments
      self.status = status
      self.says = says
    }
  }

  static func text(_ file: String) -> String {
    "data.sources=[{\"name\":\"stories\",\"kind\":\"text\",\"path\":\"\(file)\"},"
      + "{\"name\":\"arithmetic\",\"family\":\"arithmetic\",\"documents\":60}]"
  }

  static let mistakes: [Mistake] = [
    Mistake(status: 0, says: ["Usage:", "Exit codes"]),
    Mistake("--help", status: 0, says: ["Usage:"]),
    Mistake("tiny.json", "--help", status: 0, says: ["--resume", "--print-config"]),
    Mistake("generate", "--help", status: 0, says: ["--prompt", "--temperature"]),
    Mistake("--schema", status: 0, says: ["json-schema.org", "\"learningRate\""]),
    Mistake(
      "tiny.json", "--print-config", status: 0,
      says: ["model.hidden_size = 16", "tiny.json:4:", "# default"]),
    Mistake("tiny.json", "--check", status: 0, says: ["12 steps", "stories: ", "arithmetic: "]),
    Mistake("nothing.json", status: 2, says: ["nothing.json", "no such file"]),
    Mistake("tiny", status: 2, says: ["tiny", "did you mean \"tiny.json\""]),
    Mistake("folder", status: 2, says: ["folder", "is a folder"]),
    Mistake("tiny.json", "extra", status: 2, says: ["tiny.json and extra"]),
    Mistake("genrate", "runs/a", status: 2, says: ["did you mean generate?"]),
    Mistake(
      "tiny.json", "--chek", status: 2, says: ["--chek is not an option; did you mean --check?"]),
    Mistake("tiny.json", "--set", status: 2, says: ["--set needs a value"]),
    Mistake(
      "tiny.json", "--set", "training.step=3", status: 2,
      says: ["training.step", "did you mean \"steps\""]),
    Mistake("unknown.json", status: 2, says: ["unknown.json:1:15", "did you mean \"steps\""]),
    Mistake("broken.json", status: 2, says: ["broken.json:1:"]),
    Mistake(
      "tiny.json", "--set", "tokenizer.vocabSize=256", status: 2,
      says: ["tokenizer.vocabSize", "257"]),
    Mistake(
      "tiny.json", "--set", text("missing.txt"), status: 3, says: ["missing.txt: does not exist"]),
    Mistake(
      "tiny.json", "--set", text("bad.txt"), status: 3,
      says: ["bad.txt:2: is not UTF-8", "0xFF", "offset 7"]),
    Mistake("tiny.json", "--set", text("empty.txt"), status: 3, says: ["empty.txt: holds no text"]),
    Mistake("tiny.json", "--set", text("folder"), status: 3, says: ["folder: is a folder"]),
    Mistake(
      "tiny.json", "--set", "output=tiny.json", status: 3, says: ["tiny.json", "not a folder"]),
    Mistake(
      "tiny.json", "--set", "optimizer.learningRate=1e30", status: 4,
      says: ["step 2: the ", "nan", "the step was not taken"]),
    Mistake(
      "tiny.json", "--set", "model.intermediate_size=4194304", "--set",
      "model.num_hidden_layers=4000", status: 2,
      says: ["tiny.json:", ": needs about ", "B of memory to train, this machine has"]),
    Mistake(
      "tiny.json", "--set", "training.batchSize=1000000", "--set", "training.microBatchSize=0",
      "--set", "model.num_hidden_layers=4000", status: 2, says: ["B of memory to train"]),
    Mistake("--resume", "missing", status: 3, says: ["missing: does not exist"]),
    Mistake("--resume", "folder", status: 3, says: ["folder: is not the folder of a run"]),
    Mistake("generate", "folder", "--prompt", "a", status: 3, says: ["not the folder of a run"]),
    Mistake("generate", "folder", status: 3, says: ["not the folder of a run"]),
    Mistake("generate", "--prompt", "a", status: 2, says: ["needs the folder of a run"]),
  ]

  @Test(arguments: mistakes) func isSaidInOneSentence(_ mistake: Mistake) throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    try place.write("unknown.json", "{\"training\": {\"stepz\": 3}}")
    try place.write("broken.json", "{\"training\": {\"steps\": }}")
    try place.write("bad.txt", Data("Hello.\n".utf8) + Data([0xFF, 0x0A]))
    try place.write("empty.txt", " \n\n")
    try FileManager.default.createDirectory(
      atPath: place.path + "/folder", withIntermediateDirectories: false)
    let result = try Executable.run(mistake.arguments, in: place.path)
    #expect(result.status == mistake.status, "\(result.all)")
    for part in mistake.says { #expect(result.all.contains(part), "\(part) not in \(result.all)") }
    // A trap, or a value of Swift's printed as it is, is no message.
    for dump in ["Fatal error", "FileError(", "DataError", "Optional(", "NSError", "NSCocoa"] {
      #expect(!result.all.contains(dump), "\(result.all)")
    }
    if mistake.status != 0 {
      #expect(result.error.contains("motif-train: "))
      // The last line, or the last but one before the hint, is the sentence.
      let lines = result.error.split(separator: "\n").filter { !$0.hasPrefix("Try: ") }
      #expect((lines.last ?? "").count < 300)
      if mistake.status != 4 { #expect(!place.exists("runs"), "a mistake left a run") }
    }
  }
}
