import Foundation
import MotifEvaluation

extension FuzzFormat {
  /// A task file; what it says of questions that are there is asked too.
  static let task = FuzzFormat(
    "task", file: "case.json",
    seeds: [
      #"""
      {"extends": "gsm8k", "name": "mine", "questions": "rows.jsonl", "shots": 1, "sampler": "default",
       "description": "Solve.\n", "prompt": "Q: {question}\nA:", "stop": ["\n\n"], "maxTokens": 9,
       "filters": [{"name": "x", "pattern": "(?<=a)(\\d+)|b{2,3}$", "take": "last"}],
       "compare": {"ignoreCase": true, "remove": ["(?s).*#"]}, "attempts": 2, "temperature": 0.5}
      """#,
      #"{"format": "piqa", "questions": "rows.jsonl", "topP": 0.9}"#,
    ],
    prepare: { folder in
      let rows = (0..<3).map { "{\"question\": \"q\($0)\", \"answer\": \"#### \($0)\"}\n" }
      try Data(rows.joined().utf8).write(to: URL(fileURLWithPath: folder + "/rows.jsonl"))
    }
  ) { path in
    let settings = try TaskFile.read(path)
    _ = try? EvaluationTask.tasks(settings, limit: 2)
  }

  /// The rows of a task's file, read as every format.
  static let questions = FuzzFormat(
    "questions", file: "case.jsonl",
    seeds: [
      #"{"question": "q", "choices": {"text": ["a", "b"], "label": ["A", "B"]}, "answerKey": "A"}"#,
      #"{"activity_label": "x [title]", "ctx_a": "a.", "ctx_b": "bE", "endings": ["[s] c"], "label": 0}"#,
      #"{"sentence": "a _ b", "option1": "x", "option2": "y", "answer": "2"}"#,
      #"{"passage": "p", "question": "q", "answer": {"number": "", "spans": [], "date": {"day": "1"}}}"#,
      #"{"problem": "p", "solution": "\\boxed{\\frac12}", "prompt": "p", "test": "t", "entry_point": "e"}"#,
      #"{"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}], "prompt": "p"}"#,
    ]
  ) { path in
    for row in try QuestionRows.read(path) {
      for format in TaskFormat.allCases { _ = try? format.question(row) }
    }
  }
}
