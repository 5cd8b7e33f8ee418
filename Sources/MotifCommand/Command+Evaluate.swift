internal import MotifCore

extension Command {
  /// The arguments of an evaluation.
  package struct EvaluateArguments: Sendable, Equatable {
    /// The folder of a run or model.
    package var run = ""
    /// Tasks by name, and task files.
    package var tasks: [String] = []
    /// Files of text whose bits a byte are asked for.
    package var texts: [String] = []
    /// The folder with the files of tasks that are known by name.
    package var data = ""
    /// How many questions of each task are asked at most; nil asks all.
    package var limit: Int?
    /// How many examples stand before each question; nil leaves it to the task.
    package var shots: Int?
    /// How many attempts each question gets; nil leaves it to the task.
    package var attempts: Int?
    /// How free choices are; nil leaves it to the task.
    package var temperature: Double?
    /// How many tokens an answer has at most; nil leaves it to the task.
    package var tokens: Int?
    /// The seed of the choices.
    package var seed: UInt64 = 0
    /// The folder of samples and results; empty is beside the weights.
    package var output = ""
    /// How many questions are asked together.
    package var batch = 16
    /// Put prompts as turns of the model's chat template.
    package var usesChat = false
    /// Run the programs that the model writes.
    package var allowsCode = false
    /// Tell the tasks there are, then stop.
    package var listsTasks = false

    /// No arguments yet.
    package init() {}
  }

  static func evaluate(_ arguments: [String]) throws(UsageError) -> Command {
    var result = EvaluateArguments()
    var reader = ArgumentReader(arguments)
    while let argument = try reader.next() {
      switch argument {
      case "--tasks", "--task": result.tasks += try reader.names(of: argument)
      case "--text": result.texts.append(try reader.value(of: argument))
      case "--data": result.data = try reader.value(of: argument)
      case "--limit": result.limit = try reader.number(of: argument, in: 1...Int.max)
      case "--shots": result.shots = try reader.number(of: argument, in: 0...1000)
      case "--attempts": result.attempts = try reader.number(of: argument, in: 1...1000)
      case "--temperature": result.temperature = try reader.number(of: argument, in: 0...100)
      case "--tokens": result.tokens = try reader.number(of: argument, in: 1...1_000_000)
      case "--seed": result.seed = UInt64(try reader.number(of: argument, in: 0...Int.max))
      case "--out": result.output = try reader.value(of: argument)
      case "--batch": result.batch = try reader.number(of: argument, in: 1...4096)
      case "--chat": result.usesChat = true
      case "--allow-code": result.allowsCode = true
      case "--list": result.listsTasks = true
      case _ where argument.hasPrefix("-"): throw reader.unknown(argument, evaluateOptions)
      case _ where result.run.isEmpty: result.run = argument
      default:
        throw UsageError("one run is expected, but \(result.run) and \(argument) are given")
      }
    }
    if result.listsTasks { return .evaluate(result) }
    guard !result.run.isEmpty else {
      throw UsageError("evaluate needs the folder of a run or model, such as runs/quickstart")
    }
    guard !result.tasks.isEmpty || !result.texts.isEmpty else {
      throw UsageError(
        "evaluate needs --tasks NAME,FILE… or --text FILE; --list tells the tasks that are known by "
          + "name")
    }
    var seen = Set<String>()
    if let twice = result.tasks.first(where: { !seen.insert($0).inserted }) {
      throw UsageError("--tasks names \(twice) twice")
    }
    return .evaluate(result)
  }

  private static let evaluateOptions = [
    "--tasks", "--text", "--data", "--limit", "--shots", "--attempts", "--temperature", "--tokens",
    "--seed", "--out", "--batch", "--chat", "--allow-code", "--list", "--json", "--help",
  ]

  static let evaluateHelp = """
    motif-train evaluate RUN --tasks NAME,FILE… [options]: measure what a run or model can do.

      --tasks NAME,FILE… tasks that are known by name (--list), families of motif-train synth, and task
                         files, which end in .json
      --text FILE        bits per byte of a file of text; repeatable
      --data FOLDER      where the files of the tasks known by name lie, such as gsm8k-test.jsonl; its
                         folders eval and train are looked into as well
      --limit N          ask the first N questions of each task (all; of families 200)
      --shots N          how many examples stand before a question (as many as the task says)
      --attempts N       answer each question N times: mean, majority, pass@k (1)
      --temperature T    0 takes the likeliest token (as the task says)
      --tokens N         how many tokens a written answer has at most (as the task says)
      --seed S           the seed of the choices (0)
      --chat             put each prompt as a turn of the model's chat template
      --allow-code       run the programs that the model writes, with python3: in processes of their
                         own, with limits on time and memory, without network where the system allows
                         it. They can still read and write files as you can.
      --out FOLDER       where samples and results go (evaluation, beside the weights)
      --batch N          how many questions are asked together (16)
      --list             the tasks that are known by name, with their examples and files, then stop

    FOLDER holds NAME.samples.jsonl, a line a question: what was read (its end and its SHA-256), what was
    written or how likely each choice is, and the scores; and results.json: task, metric, value, standard
    error, number and shots. An evaluation that was stopped or killed goes on where it was when the same
    command is given again.

    A task file is JSON: "extends" a task by name, and any of name, format, questions, examples, shots,
    sampler, description, prompt, stop, maxTokens, filters, compare, attempts, temperature, topP. For example
    {"extends": "gsm8k", "questions": "my.jsonl", "examples": "mine.jsonl", "shots": 2}
    """
}
