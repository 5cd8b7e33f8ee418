internal import MotifModel

extension Command {
  /// The arguments of a chat.
  package struct ChatArguments: Sendable, Equatable {
    /// The run or model folder.
    package var run = ""
    /// What the system tells the model first; empty for nothing.
    package var system = ""
    /// How many tokens of an answer at most.
    package var tokens = 512
    /// 0 is greedy; the report samples instructed models at 0.6.
    package var temperature = 0.6
    /// Only the k most likely tokens; 0 keeps all.
    package var topK = 0
    /// Only the likeliest tokens that together reach this probability; 1 keeps all.
    package var topP = 1.0
    /// The seed of the choices.
    package var seed: UInt64 = 0

    /// The defaults.
    package init() {}

    /// How the tokens of answer number `turn`, from 0, are chosen.
    func sampler(turn: Int) -> Sampler {
      Sampler(temperature: temperature, topK: topK, topP: topP, seed: seed, sample: turn)
    }
  }

  static func chat(_ arguments: [String]) throws(UsageError) -> Command {
    var result = ChatArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--help", "-h": return .help(topic: "chat")
      case "--system": result.system = try reader.value(of: argument)
      case "--tokens": result.tokens = try reader.number(of: argument, in: 1...1_000_000)
      case "--temperature": result.temperature = try reader.number(of: argument, in: 0...100)
      case "--top-k": result.topK = try reader.number(of: argument, in: 0...10_000_000)
      case "--top-p": result.topP = try reader.number(of: argument, in: 0...1)
      case "--seed": result.seed = UInt64(try reader.number(of: argument, in: 0...Int.max))
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, chatOptions)
      case _ where result.run.isEmpty: result.run = argument
      default:
        throw UsageError("one run is expected, but \(result.run) and \(argument) are given")
      }
    }
    guard !result.run.isEmpty else {
      throw UsageError("chat needs the folder of a run that was fine-tuned on conversations")
    }
    return .chat(result)
  }

  private static let chatOptions = [
    "--system", "--tokens", "--temperature", "--top-k", "--top-p", "--seed", "--json", "--help",
  ]

  static let chatHelp = """
    motif-train chat RUN [options]: talk to a model that was fine-tuned on conversations.

      --system TEXT      what the system tells the model first
      --tokens N         how many tokens of an answer at most (512)
      --temperature T    0 takes the likeliest token; larger is freer (0.6)
      --top-k K          only the K likeliest tokens; 0 keeps all (0)
      --top-p P          only the likeliest tokens that together reach probability P; 1 keeps all (1)
      --seed S           the seed of the choices (0)

    Each line of the standard input is a turn; the model reads the whole conversation again. Ctrl-C stops
    an answer, which stays in the conversation as far as it came; at the prompt it ends the program, as
    Ctrl-D does. A line that begins with / is for the program:

      /reset             begin again, with the same system text
      /system TEXT       begin again with another; without TEXT with none
      /save FILE         write the conversation as a line that a source of kind conversations reads
      /quit              end

    Of a conversation longer than the model's context only the end is read, and the standard error says
    so. With --json each answer is one JSON object on a line.
    """
}
