internal import Foundation
internal import MotifCore
internal import MotifModel

extension Command {
  /// The arguments of generation.
  package struct GenerateArguments: Sendable, Equatable {
    /// The run folder.
    package var run = ""
    /// What to continue; `-` reads the standard input, and without a prompt a document begins.
    package var prompt = ""
    /// The file that holds what to continue; empty where ``prompt`` says it.
    package var promptFile = ""
    /// How many tokens to write at most.
    package var tokens = 128
    /// How many texts to write.
    package var samples = 1
    /// 0 is greedy.
    package var temperature = 0.8
    /// Only the k most likely tokens; 0 keeps all.
    package var topK = 0
    /// Only the likeliest tokens that together reach this probability; 1 keeps all.
    package var topP = 1.0
    /// Only tokens with at least this part of the likeliest one's probability; 0 keeps all.
    package var minP = 0.0
    /// Makes tokens of the text so far less likely; 1 changes nothing.
    package var repetitionPenalty = 1.0
    /// The seed of the choices.
    package var seed: UInt64 = 0

    /// The defaults.
    package init() {}

    /// How the tokens of text number `sample`, from 0, are chosen.
    func sampler(sample: Int) -> Sampler {
      Sampler(
        temperature: temperature, topK: topK, topP: topP, minP: minP,
        repetitionPenalty: repetitionPenalty, seed: seed, sample: sample)
    }

    /// The text to continue, read from where the arguments say; empty to begin a document.
    ///
    /// Throws ``FileError`` when it cannot be read, is empty or is not UTF-8.
    func promptText() throws(FileError) -> String {
      guard prompt == "-" || !promptFile.isEmpty else { return prompt }
      let name = promptFile.isEmpty ? "the standard input" : promptFile
      let bytes =
        promptFile.isEmpty
        ? try StandardStreams.read() : try FileOperations.system.read(promptFile)
      guard !bytes.isEmpty else {
        throw FileError(
          path: name, reason: "holds no text to continue; without a prompt a document begins")
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw FileError(path: name, reason: "is not UTF-8 text")
      }
      return text
    }
  }

  static func generate(_ arguments: [String]) throws(UsageError) -> Command {
    var result = GenerateArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--help", "-h": return .help(topic: "generate")
      case "--prompt": result.prompt = try reader.value(of: argument)
      case "--prompt-file": result.promptFile = try reader.value(of: argument)
      case "--tokens": result.tokens = try reader.number(of: argument, in: 1...1_000_000)
      case "--samples": result.samples = try reader.number(of: argument, in: 1...10_000)
      case "--temperature": result.temperature = try reader.number(of: argument, in: 0...100)
      case "--top-k": result.topK = try reader.number(of: argument, in: 0...10_000_000)
      case "--top-p": result.topP = try reader.number(of: argument, in: 0...1)
      case "--min-p": result.minP = try reader.number(of: argument, in: 0...1)
      case "--repetition-penalty":
        result.repetitionPenalty = try reader.number(of: argument, in: 0.01...100)
      case "--seed": result.seed = UInt64(try reader.number(of: argument, in: 0...Int.max))
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, Self.generateOptions)
      case _ where result.run.isEmpty: result.run = argument
      default:
        throw UsageError("one run is expected, but \(result.run) and \(argument) are given")
      }
    }
    guard !result.run.isEmpty else {
      throw UsageError("generate needs the folder of a run, such as runs/quickstart")
    }
    guard result.prompt.isEmpty || result.promptFile.isEmpty else {
      throw UsageError(
        "--prompt and --prompt-file both give the text to continue; keep one of them")
    }
    return .generate(result)
  }

  private static let generateOptions = [
    "--prompt", "--prompt-file", "--tokens", "--samples", "--temperature", "--top-k", "--top-p",
    "--min-p", "--repetition-penalty", "--seed", "--json", "--help",
  ]
}
