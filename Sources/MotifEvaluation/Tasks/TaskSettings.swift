package import MotifCore

/// A task as a file describes it: its rows, its prompt, how answers are found and compared.
package struct TaskSettings: Codable, Sendable, Equatable {
  /// The name in results.
  package var name = ""
  /// Which fields the rows have, and how a prompt is made of them.
  package var format = TaskFormat.gsm8k
  /// The file with the questions; a folder is a group of tasks, one a file.
  package var questions = ""
  /// The file with the examples; empty takes those of the format, or the questions themselves.
  package var examples = ""
  /// How many examples stand before a question.
  package var shots = 0
  /// Which examples.
  package var sampler = ShotSampler.Kind.firstN
  /// What stands before the examples; empty leaves it to the format.
  package var description = ""
  /// The question's own text in place of the format's, with fields in braces.
  package var prompt = ""
  /// Where an answer that is written ends; empty leaves it to the format.
  package var stop: [String] = []
  /// How many tokens an answer has at most.
  package var maxTokens = 256
  /// How answers are found in texts; without one the text itself is the answer.
  package var filters: [FilterSettings] = []
  /// What does not matter when answers are compared.
  package var compare = CompareSettings()
  /// How often each question is answered.
  package var attempts = 1
  /// 0 takes the likeliest token.
  package var temperature = 0.0
  /// Only the likeliest tokens that together reach this probability.
  package var topP = 1.0

  /// The defaults.
  package init() {}

  /// What stands between examples.
  var separator: String { format.separator }
  /// What stands before the examples.
  var opening: String { description.isEmpty ? format.standardDescription : description }
  /// Where answers end.
  var stops: StopStrings { StopStrings(stop.isEmpty ? format.standardStops : stop) }
}

extension TaskSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField("name", .text, "The task's name in results."),
    ConfigField(
      "format", .oneOf(TaskFormat.self),
      "Which fields the rows have, and how a prompt is made of them."),
    ConfigField(
      "questions", .path,
      "The file with the questions, an object a line (or a list with the ending .json); a folder is "
        + "a group of tasks, one a file.", alsoCalled: ["files", "test", "file", "data"]),
    ConfigField(
      "examples", .path,
      "The file with the examples; empty takes those that belong to the format (gsm8k_cot has eight), "
        + "or the questions themselves.",
      alsoCalled: ["train", "dev", "fewshot"]),
    ConfigField(
      "shots", .integer(0...1000), "How many examples stand before a question.",
      alsoCalled: ["num_fewshot", "fewshot"]),
    ConfigField(
      "sampler", .oneOf(ShotSampler.Kind.self),
      "Which examples: the first, or drawn as lm-evaluation-harness draws them."),
    ConfigField(
      "description", .text, "What stands before the examples; empty leaves it to the format."),
    ConfigField(
      "prompt", .text,
      "The question's own text in place of the format's, with fields in braces, such as "
        + "\"Q: {question}\\nA:\".", alsoCalled: ["template", "doc_to_text"]),
    ConfigField(
      "stop", .list(of: .text),
      "Where a written answer ends, one string after the other; empty leaves it to the format.",
      alsoCalled: ["until", "stopStrings"]),
    ConfigField(
      "maxTokens", .integer(1...1_000_000), "How many tokens a written answer has at most.",
      alsoCalled: ["tokens", "max_gen_toks", "maxNewTokens"]),
    ConfigField(
      "filters", .list(of: .section(of: FilterSettings.self)),
      "How answers are found in texts, each with a score of its own; without one the text without "
        + "white space before it is the answer.", alsoCalled: ["filter_list"]),
    ConfigField(
      "compare", .section(of: CompareSettings.self),
      "What does not matter when answers are compared.", alsoCalled: ["metrics", "metric_list"]),
    ConfigField(
      "attempts", .integer(1...1000),
      "How often each question is answered; with several, the majority counts for texts, and "
        + "pass@k is estimated for programs.", alsoCalled: ["repeats", "samples"]),
    ConfigField(
      "temperature", .number(NumberRange(lower: .including(0), upper: .including(100))),
      "0 takes the likeliest token; larger is freer."),
    ConfigField(
      "topP", .number(NumberRange(lower: .including(0), upper: .including(1))),
      "Only the likeliest tokens that together reach this probability; 1 keeps all.",
      alsoCalled: ["top_p"]),
  ]
}
