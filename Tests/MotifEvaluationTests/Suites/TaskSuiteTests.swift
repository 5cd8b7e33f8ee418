import MotifData
import Testing

@testable import MotifEvaluation

/// Suites that need no file have questions that their own judges accept.
@Suite struct TaskSuiteTests {
  @Test func everyFamilyAcceptsItsAnswers() throws {
    for name in TaskGenerators.listing.map(\.name) + TaskSuite.abilities {
      let task = try TaskSuite.task(name, count: 3)
      #expect(!task.questions.isEmpty && task.questions.count <= 3)
      for asked in task.questions {
        let scores = AnswerJudge(task).scores([asked.question.answer], to: asked.question)
        #expect(scores["exact_match"] == [1], "\(name): \(asked.prompt)")
        #expect(
          AnswerJudge(task).scores(["zzz"], to: asked.question)["exact_match"] == [0], "\(name)"
        )
      }
    }
  }

  @Test func questionsAreTheSameEveryTime() throws {
    for name in ["zebra", "chain", TaskSuite.instructions, "modular(chain)"] {
      let once = try TaskSuite.task(name, count: 5, seed: 3)
      let again = try TaskSuite.task(name, count: 5, seed: 3)
      let other = try TaskSuite.task(name, count: 5, seed: 4)
      #expect(once.questions.map(\.prompt) == again.questions.map(\.prompt))
      #expect(once.questions.map(\.prompt) != other.questions.map(\.prompt))
    }
  }

  @Test func examplesAreNoQuestions() throws {
    var settings = TaskSuite.settings
    settings.shots = 2
    let task = try TaskSuite.task("chain", count: 4, settings: settings)
    let plain = try TaskSuite.task("chain", count: 6)
    #expect(task.questions.count == 4)
    #expect(task.questions[0].question.prompt == plain.questions[2].question.prompt)
    #expect(
      task.questions[3].prefix
        == plain.questions.prefix(2).map { $0.question.example + "\n\n" }.joined())
  }

  @Test func gridsAreScoredCellByCell() throws {
    let task = try TaskSuite.task("zebra", count: 4)
    let question = task.questions[0].question
    guard case .item(_, let item) = question.expectation else {
      Issue.record("a grid is an item")
      return
    }
    func scores(_ text: String) -> [String: [Double]] {
      AnswerJudge(task).scores([text], to: question)
    }
    let whole = scores(question.answer)
    #expect(whole["cell_accuracy"] == [1] && whole["grid_accuracy"] == [1])
    let part = scores(item.steps[0])
    let cells = Double(item.steps[0].split(separator: ",").count)
    #expect(part["cell_accuracy"] == [cells / (cells * Double(item.steps.count))])
    #expect(part["grid_accuracy"] == [0])
    #expect(scores("")["cell_accuracy"] == [0])
  }

  @Test(
    arguments: [
      ("House 1: Anna, the cat\nHouse 2: Ben, the dog", 1, 1), ("house 1:ANNA , the cat.", 0.5, 0),
      ("House 1: Ben, the cat\nHouse 2: Anna, the dog", 0.5, 0),
      ("House 1: x, y\nHouse 1: Anna, the cat", 0.5, 0), ("Anna", 0, 0), ("House 2: Ben", 0.25, 0),
      ("House 1: Anna, the cat, more\r\nHouse 2: Ben, the dog", 1, 1),
    ])
  func cellsAreComparedInTheirPlaces(text: String, cells: Double, grid: Double) {
    let score = GridScore(text, rows: ["House 1: Anna, the cat", "House 2: Ben, the dog"])
    #expect(score.cells == cells && score.grid == grid)
  }

  @Test func instructionsAskForWhatIsVerified() throws {
    let task = try TaskSuite.task(TaskSuite.instructions, count: 60)
    var kinds = Set<Instruction.Kind>()
    for asked in task.questions {
      guard case .instructions(let instructions) = asked.question.expectation else { continue }
      #expect((1...3).contains(instructions.count))
      kinds.formUnion(instructions.map(\.kind))
      let scores = AnswerJudge(task).scores([""], to: asked.question)
      #expect(scores["prompt_level_strict_acc"] == [0])
      #expect(scores["inst_level_strict_acc"]?.count == instructions.count)
    }
    #expect(kinds.count >= 10)
  }

  @Test func unknownSuitesAreNamed() {
    #expect {
      try TaskSuite.task("zebr", count: 1)
    } throws: { "\($0)".contains("did you mean zebra?") }
  }
}
