package import MotifCore

/// The public formats of evaluation sets: which fields a row has, and how a prompt is made of them.
///
/// Prompts and answers are those of lm-evaluation-harness.
package enum TaskFormat: String, Codable, Sendable, CaseIterable {
  case arc, openbookqa, piqa, siqa, mmlu, hellaswag, winogrande, boolq
  case triviaqa
  case naturalQuestions = "nq_open"
  case gsm8k
  case gsm8kThought = "gsm8k_cot"
  case bigBenchHard = "bbh"
  case bigBenchHardThought = "bbh_cot"
  case mmluPro = "mmlu_pro"
  case math, drop, humaneval, mbpp, ifeval

  /// What stands between a question and its answer in most formats.
  package static let delimiter = " "

  /// What stands between examples.
  package var separator: String { self == .naturalQuestions ? "\n" : "\n\n" }

  /// What stands before the examples where a task says nothing else.
  package var standardDescription: String {
    self == .naturalQuestions ? "Answer these questions:\n\n" : ""
  }

  /// Whether the answers are chosen by their likelihood, not written.
  package var isChoice: Bool {
    switch self {
    case .arc, .openbookqa, .piqa, .siqa, .mmlu, .hellaswag, .winogrande, .boolq: true
    default: false
    }
  }

  /// Where an answer that is written ends where a task says nothing else.
  package var standardStops: [String] {
    switch self {
    case .triviaqa, .naturalQuestions: ["\n", ".", ","]
    case .gsm8k: ["Question:", "</s>", "<|im_end|>"]
    case .gsm8kThought: ["Q:", "</s>", "<|im_end|>"]
    case .bigBenchHard, .bigBenchHardThought: ["</s>", "Q", "\n\n"]
    case .mmluPro: ["Question:"]
    case .math: ["Problem:"]
    case .drop: ["."]
    case .humaneval: ["\nclass", "\ndef", "\n#", "\nif", "\nprint"]
    case .mbpp: ["[DONE]"]
    default: []
    }
  }

  /// The question in `row`; throws an error that names the file, the line and the key.
  package func question(_ row: QuestionRow) throws(FileError) -> TaskQuestion {
    isChoice ? try choiceQuestion(row) : try writtenQuestion(row)
  }
}
