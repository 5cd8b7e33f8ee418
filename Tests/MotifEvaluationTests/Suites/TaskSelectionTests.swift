import MotifCore
import Testing

@testable import MotifEvaluation

/// Names become tasks, and wrong ones are named.
@Suite struct TaskSelectionTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func filesPresetsAndSuitesStandSideBySide() throws {
    let rows = (0..<4).map { #"{"goal": "g\#($0)", "sol1": "a", "sol2": "b", "label": 0}"# }
    try folder.write("piqa-validation.jsonl", rows.joined(separator: "\n"))
    let file = try folder.write(
      "own.json", #"{"extends": "piqa", "questions": "piqa-validation.jsonl"}"#)
    var options = TaskSelection.Options()
    (options.data, options.limit, options.shots) = (folder.path, 2, 1)
    options.maxTokens = 5
    let groups = try TaskSelection([file, "piqa", "zebra", "sorting"], options).groups
    #expect(groups.map(\.name) == ["own", "piqa", "zebra", "sorting"])
    for group in groups {
      #expect(group.tasks.count == 1 && group.tasks[0].questions.count == 2)
      #expect(group.tasks[0].settings.shots == 1 && group.tasks[0].settings.maxTokens == 5)
    }
    #expect(
      groups[0].tasks[0].questions.map(\.prompt) == groups[1].tasks[0].questions.map(\.prompt))
  }

  @Test(
    arguments: [
      ("gms8k", "there is no task gms8k; did you mean gsm8k?"), ("zebrra", "did you mean zebra?"),
      ("hella-swag", "did you mean hellaswag?"), ("xyzzy", "--list tells those that are known"),
      ("modular(chin)", "did you mean chain?"),
      ("verifiable-instructions", "did you mean verifiable_instructions?"),
      ("gsm8k", "its file gsm8k-test.jsonl is not in"), ("no.json", "no such file"),
      ("arc_easey", "did you mean arc_easy?"), ("MMLU", "did you mean mmlu?"),
      ("", "there is no task"),
    ])
  func wrongNamesAreNamed(name: String, sentence: String) {
    var options = TaskSelection.Options()
    options.data = folder.path
    #expect { try TaskSelection([name], options) } throws: { "\($0)".contains(sentence) }
  }

  @Test func namesAreDistinct() {
    #expect(Set(TaskSelection.names).count == TaskSelection.names.count)
  }
}
