internal import MotifCore

/// Tasks that are known by name, with the numbers of examples of the Motif-2-12.7B report.
///
/// Each is a task file without a folder: ``TaskFile`` looks for its files where the user says.
/// Sources: report tables 2, 5 and 6; filters and comparisons of lm-evaluation-harness.
package enum TaskPresets {
  /// The names, in the order of the report.
  package static let names = texts.map(\.name)

  /// The task file of that name; nil when there is none.
  static func text(_ name: String) -> String? { texts.first { $0.name == name }?.text }

  /// How numbers of GSM8K are compared.
  private static let numbers = #"""
    "compare": {"ignoreCase": true, "remove": [",", "\\$", "(?s).*#### ", "\\.$"]}
    """#
  private static let lastNumber = #"""
    {"name": "flexible-extract", "pattern": "(-?[$0-9.,]{2,})|(-?[0-9]+)", "take": "last"}
    """#
  private static let thought = #"""
    "filters": [
      {"name": "strict-match", "pattern": "The answer is (\\-?[0-9\\.\\,]+)."}, \#(lastNumber)
    ], \#(numbers)
    """#

  private static let texts: [(name: String, text: String)] = [
    (
      "mmlu",
      #"{"format": "mmlu", "shots": 5, "questions": "mmlu-test.jsonl", "examples": "mmlu-dev.jsonl"}"#
    ),
    (
      "mmlu_pro",
      #"""
      {"format": "mmlu_pro", "shots": 5, "questions": "mmlu-pro-test.jsonl",
       "examples": "mmlu-pro-validation.jsonl", "maxTokens": 1024,
       "filters": [{"name": "custom-extract", "pattern": "answer is \\(?([A-Z])\\)?"}],
       "compare": {"ignoreCase": true, "ignorePunctuation": true}}
      """#
    ),
    (
      "bbh_cot",
      #"""
      {"format": "bbh_cot", "shots": 3, "questions": "bbh", "examples": "bbh-exemplars",
       "maxTokens": 1024,
       "filters": [{"name": "get-answer", "pattern": "(?<=the answer is )(.*)(?=.)"}]}
      """#
    ),
    ("bbh", #"{"format": "bbh", "shots": 3, "questions": "bbh", "maxTokens": 64}"#),
    (
      "arc_easy",
      #"{"format": "arc", "shots": 0, "questions": "arc-easy-test.jsonl", "examples": "arc-easy-train.jsonl"}"#
    ),
    (
      "arc_challenge",
      #"{"format": "arc", "shots": 25, "sampler": "default", "questions": "arc-challenge-test.jsonl", "examples": "arc-challenge-train.jsonl"}"#
    ),
    (
      "gsm8k",
      #"""
      {"format": "gsm8k", "shots": 4, "sampler": "default", "questions": "gsm8k-test.jsonl",
       "examples": "gsm8k-train.jsonl",
       "filters": [
         {"name": "strict-match", "pattern": "#### (\\-?[0-9\\.\\,]+)"}, \#(lastNumber)
       ], \#(numbers)}
      """#
    ),
    (
      "gsm8k_cot",
      #"""
      {"format": "gsm8k_cot", "shots": 8, "questions": "gsm8k-test.jsonl", \#(thought)}
      """#
    ),
    (
      "math",
      #"""
      {"format": "math", "shots": 4, "questions": "math-test.jsonl", "examples": "math-train.jsonl",
       "maxTokens": 1024}
      """#
    ),
    ("humaneval", #"{"format": "humaneval", "questions": "humaneval.jsonl", "maxTokens": 512}"#),
    (
      "mbpp",
      #"{"format": "mbpp", "shots": 3, "questions": "mbpp-test.jsonl", "examples": "mbpp-prompt.jsonl", "maxTokens": 512}"#
    ),
    (
      "hellaswag",
      #"{"format": "hellaswag", "shots": 10, "sampler": "default", "questions": "hellaswag-validation.jsonl", "examples": "hellaswag-train.jsonl"}"#
    ),
    (
      "winogrande",
      #"{"format": "winogrande", "shots": 5, "sampler": "default", "questions": "winogrande-validation.jsonl", "examples": "winogrande-train.jsonl"}"#
    ),
    ("piqa", #"{"format": "piqa", "questions": "piqa-validation.jsonl"}"#),
    ("siqa", #"{"format": "siqa", "questions": "siqa-validation.jsonl"}"#),
    ("boolq", #"{"format": "boolq", "questions": "boolq-validation.jsonl"}"#),
    ("openbookqa", #"{"format": "openbookqa", "questions": "openbookqa-test.jsonl"}"#),
    (
      "drop",
      #"{"format": "drop", "shots": 1, "sampler": "default", "questions": "drop-validation.jsonl", "examples": "drop-train.jsonl", "maxTokens": 64}"#
    ),
    (
      "triviaqa",
      #"""
      {"format": "triviaqa", "shots": 5, "sampler": "default", "maxTokens": 32,
       "questions": "triviaqa-validation.jsonl", "examples": "triviaqa-train.jsonl",
       "compare": {"ignoreCase": true, "ignorePunctuation": true}}
      """#
    ),
    (
      "nq_open",
      #"""
      {"format": "nq_open", "shots": 5, "sampler": "default", "maxTokens": 32,
       "questions": "nq-open-validation.jsonl", "examples": "nq-open-train.jsonl",
       "compare": {"ignoreCase": true, "ignorePunctuation": true,
                   "remove": ["\\b(?:The |the |An |A |The |a |an )"]}}
      """#
    ),
    ("ifeval", #"{"format": "ifeval", "questions": "ifeval.jsonl", "maxTokens": 1280}"#),
  ]
}
