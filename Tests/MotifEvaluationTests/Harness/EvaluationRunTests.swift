import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifEvaluation

/// Every sample is kept as it comes, and nothing is asked twice.
@Suite struct EvaluationRunTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func task(_ count: Int = 10, attempts: Int = 1) throws -> EvaluationTask {
    let rows = (0..<count).map { "{\"question\": \"q\($0)\", \"answer\": \"#### \($0)\"}" }
    var settings = TaskSettings()
    (settings.name, settings.format, settings.attempts) = ("sums", .gsm8k, attempts)
    settings.questions = try folder.write("rows.jsonl", rows.joined(separator: "\n"))
    settings.filters = [FilterSettings("strict-match", #"#### (\-?[0-9\.\,]+)"#)]
    settings.compare.remove = ["(?s).*#### "]
    return try EvaluationTask.tasks(settings)[0]
  }

  /// Right for even numbers.
  private func model(_ identity: String = "rule") -> AskedModel {
    AskedModel(identity) { request in
      let digits = request.prompt.split(separator: "q").last?.prefix { $0.isNumber } ?? ""
      return Int(digits).map { " so #### \($0 % 2 == 0 ? $0 : -1) Question: more" } ?? ""
    }
  }

  private var samples: String {
    EvaluationRun.samplesPath(of: "sums", in: folder.path + "/out")
  }

  private func run(_ model: AskedModel, batch: Int = 4) -> EvaluationRun {
    EvaluationRun(model, folder: folder.path + "/out", batch: batch)
  }

  @Test func resultsAreMeansOverSamples() throws {
    let model = model()
    let result = try #require(try run(model).result(of: task()))
    let error = (10 * 0.25 / 9.0).squareRoot() / 10.0.squareRoot()
    #expect(result.task == "sums" && result.samples == 10 && result.shots == 0)
    #expect(result.metrics.map(\.metric) == ["exact_match,strict-match"])
    #expect(result.metrics[0].value == 0.5 && result.metrics[0].n == 10)
    #expect(abs((result.metrics[0].stderr ?? 0) - error) < 1e-15)
    let lines = try String(contentsOfFile: samples, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 11)
    let record = try #require(SampleRecord(line: Data(lines[3].utf8)))
    #expect(record.index == 2 && record.answers == [" so #### 2 "] && record.expected == "#### 2")
    #expect(record.scores == ["exact_match,strict-match": [1]])
    #expect(
      record.promptHash
        == Array("Question: q2\nAnswer:".utf8).withUnsafeBytes(SHA256.digest))
  }

  @Test func whatIsThereIsNotAskedAgain() throws {
    let whole = try run(model()).result(of: task())
    let bytes = try Data(contentsOf: URL(fileURLWithPath: samples))
    // Cut anywhere, as a kill would leave it.
    for length in stride(from: 0, through: bytes.count, by: 37) {
      try bytes.prefix(length).write(to: URL(fileURLWithPath: samples))
      let kept = max(0, bytes.prefix(length).count { $0 == 10 } - 1)
      let model = model()
      #expect(try run(model).result(of: task()) == whole, "\(length) bytes")
      #expect(model.prompts.count == 10 - kept, "\(length) bytes")
      #expect(try Data(contentsOf: URL(fileURLWithPath: samples)) == bytes, "\(length) bytes")
    }
  }

  @Test func aStopLeavesWholeBatches() throws {
    let first = model()
    #expect(try run(first).result(of: task()) { $0.done < 8 } == nil)
    #expect(first.prompts.count == 8)
    let second = model()
    #expect(try run(second).result(of: task())?.metrics[0].value == 0.5)
    #expect(second.prompts.count == 2)
  }

  @Test func moreQuestionsGoOn() throws {
    _ = try run(model()).result(of: task(6))
    let model = model()
    #expect(try run(model).result(of: task(10))?.samples == 10)
    #expect(model.prompts.count == 4)
  }

  @Test func samplesOfOthersAreNotGoneOnWith() throws {
    _ = try run(model()).result(of: task())
    func expect(_ word: String, _ body: () throws -> Void) {
      #expect { try body() } throws: {
        "\($0)".contains(word) && "\($0)".hasSuffix("name another folder to begin again")
      }
    }
    expect("another model, rule") { _ = try run(model("other")).result(of: task()) }
    expect("other questions or settings") {
      _ = try run(model()).result(of: task(attempts: 2))
    }
    let changed = try task()
    expect("other questions or settings") {
      let texts = try folder.write("rows.jsonl", "{\"question\": \"x\", \"answer\": \"y\"}")
      var settings = changed.settings
      settings.questions = texts
      _ = try run(model()).result(of: EvaluationTask.tasks(settings)[0])
    }
    try folder.write("out/sums.samples.jsonl", "hello\n")
    #expect { try run(model()).result(of: task()) } throws: {
      "\($0)".contains("is no file of samples")
    }
  }

  @Test func attemptsAreAveragedAndVoted() throws {
    let model = AskedModel { request in "#### \(request.stream % 3 == 0 ? 9 : 1)" }
    let result = try #require(try run(model).result(of: task(2, attempts: 3)))
    let values = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.metric, $0.value) })
    #expect(values == ["exact_match,strict-match": 1 / 3, "maj@3,strict-match": 0.5])
    #expect(Set(model.prompts).count == 2 && model.prompts.count == 6)
    #expect(result.note == "all attempts at a question are alike, since the temperature is 0")
  }

  @Test func likelihoodsAreKept() throws {
    let rows = [
      #"{"goal": "g", "sol1": "aa", "sol2": "b", "label": 1}"#,
      #"{"goal": "g", "sol1": "e\u0301e\u0301", "sol2": "cccc", "label": 1}"#,
    ]
    var settings = TaskSettings()
    (settings.name, settings.format) = ("sums", .piqa)
    settings.questions = try folder.write("rows.jsonl", rows.joined(separator: "\n"))
    let task = try EvaluationTask.tasks(settings)[0]
    let result = try #require(try run(model()).result(of: task))
    let values = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.metric, $0.value) })
    #expect(values == ["acc": 1, "acc_norm": 0.5, "acc_bytes": 0])
    let line = try String(contentsOfFile: samples, encoding: .utf8).split(separator: "\n")[2]
    #expect(try #require(SampleRecord(line: Data(line.utf8))).logLikelihoods == [-7, -5])
  }

  @Test func cutPromptsAreCounted() throws {
    let result = try run(AskedModel(unread: 7)).result(of: task(3))
    #expect(
      result?.note
        == "3 of 3 prompts are longer than the model's context, and their beginnings were cut")
    #expect(try String(contentsOfFile: samples, encoding: .utf8).contains("\"unreadTokens\":7"))
    // What is read from the file says it too.
    #expect(try run(model()).result(of: task(3)) == result)
  }

  @Test func programsAreNotRunUnasked() throws {
    let row =
      #"{"prompt": "def f():\n", "test": "def check(f):\n  assert f() == 1", "entry_point": "f"}"#
    var settings = TaskSettings()
    (settings.name, settings.format) = ("sums", .humaneval)
    settings.questions = try folder.write("rows.jsonl", row)
    let task = try EvaluationTask.tasks(settings)[0]
    let marker = folder.path + "/ran"
    let model = AskedModel { _ in "  open('\(marker)', 'w')\n  return 1\ndef g(): pass" }
    let result = try #require(try run(model).result(of: task))
    #expect(result.metrics.isEmpty && result.note?.contains("--allow-code") == true)
    #expect(!FileManager.default.fileExists(atPath: marker))
    guard let runner = try? ProgramRunner() else { return }
    let other = EvaluationRun(model, folder: folder.path + "/other", runner: runner)
    #expect(try other.result(of: task)?.metrics.first?.value == 1)
    #expect(FileManager.default.fileExists(atPath: marker))
  }

  @Test func groupsAreMeansOfTheirParts() {
    func part(_ value: Double, _ error: Double?) -> TaskResult {
      TaskResult(
        task: "g/\(value)", shots: 3, samples: 5,
        metrics: [.init(metric: "acc", value: value, stderr: error, n: 5)])
    }
    let mean = TaskResult.mean(of: [part(0.5, 0.3), part(1, 0.4)], named: "g")
    #expect(mean.task == "g" && mean.samples == 10 && mean.shots == 3)
    #expect(mean.metrics == [.init(metric: "acc", value: 0.75, stderr: 0.25, n: 10)])
    #expect(TaskResult.mean(of: [part(1, nil)], named: "g").metrics[0].stderr == nil)
  }
}
