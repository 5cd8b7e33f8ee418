internal import MotifData

/// Scores what a model gave to the questions of a task.
struct AnswerJudge {
  private let task: EvaluationTask

  /// A judge of answers to `task`.
  init(_ task: EvaluationTask) { self.task = task }

  /// The values that each metric gets from a question whose choices have these log-likelihoods.
  func scores(
    _ choices: [TaskQuestion.Choice], gold: Int, logLikelihoods: [Double]
  ) -> [String: [Double]] {
    ChoiceScore(choices: choices.map(\.text), logLikelihoods: logLikelihoods).scores(gold: gold)
      .mapValues { [$0] }
  }

  /// The values that each metric gets from `answers`, the attempts at `question`.
  ///
  /// A program is not judged here.
  func scores(_ answers: [String], to question: TaskQuestion) -> [String: [Double]] {
    switch question.expectation {
    case .choice, .program: return [:]
    case .texts(let references): return texts(answers, references)
    case .spans(let golds):
      let scores = answers.map { DropScore.best([$0], golds: golds) }
      return ["em": mean(scores.map(\.exact)), "f1": mean(scores.map(\.f1))]
    case .expression(let gold):
      let right = answers.map { MathAnswer.areEqual(expression(in: $0), gold) ? 1.0 : 0 }
      return ["exact_match": mean(right)]
    case .instructions(let instructions): return followed(instructions, answers)
    case .item(let family, let item): return judged(item, of: family, answers)
    }
  }

  private func mean(_ values: [Double]) -> [Double] { [MeanEstimate(values).mean] }

  private func texts(_ answers: [String], _ references: [String]) -> [String: [Double]] {
    var scores: [String: [Double]] = [:]
    func add(_ name: String, _ found: [String]) {
      let right = found.map { task.match.score($0, references: references) }
      scores["exact_match" + name] = mean(right)
      if found.count > 1, let vote = MajorityVote.winner(of: found) {
        scores["maj@\(found.count)" + name] = [task.match.score(vote, references: references)]
      }
    }
    for (name, pattern) in task.filters { add("," + name, answers.map(pattern.answer)) }
    if task.filters.isEmpty { add("", answers.map(Self.withoutSpaceBefore)) }
    return scores
  }

  private static func withoutSpaceBefore(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.drop { $0.isPythonSpace }))
  }

  /// The expression that a solution states: its last box, else what follows `The final answer is`, else
  /// what stands between dollar signs.
  private func expression(in answer: String) -> String {
    if let boxed = MathAnswer.lastBoxed(in: answer).flatMap(MathAnswer.content) { return boxed }
    let stated = Self.finalAnswer?.answer(in: answer) ?? ""
    return MathAnswer.stated(in: stated.isEmpty ? answer : stated)
  }

  private static let finalAnswer = try? AnswerPattern(
    #"[Tt]he final answer is:? *(.*?)\.?(?: I hope it is correct.*)?$"#, fallback: "")

  private func followed(
    _ instructions: [Instruction], _ answers: [String]
  ) -> [String: [Double]] {
    func share(_ holds: (Instruction, String) -> Bool) -> (prompt: [Double], single: [Double]) {
      let verdicts = answers.map { answer in instructions.map { holds($0, answer) } }
      let single = instructions.indices.map { index in
        MeanEstimate(verdicts.map { $0[index] ? 1 : 0 }).mean
      }
      return (mean(verdicts.map { $0.contains(false) ? 0 : 1 }), single)
    }
    let strict = share { $0.isFollowed(by: $1) }
    let loose = share { $0.isLooselyFollowed(by: $1) }
    return [
      "prompt_level_strict_acc": strict.prompt, "inst_level_strict_acc": strict.single,
      "prompt_level_loose_acc": loose.prompt, "inst_level_loose_acc": loose.single,
    ]
  }

  private func judged(
    _ item: TaskItem, of family: String, _ answers: [String]
  ) -> [String: [Double]] {
    guard let generator = try? TaskGenerators.named(family) else { return [:] }
    let right = mean(answers.map { generator.verify($0, item) })
    var scores = ["exact_match": right]
    if task.name != family { scores["exact_match,\(family)"] = right }
    if family == "zebra" {
      let grids = answers.map { GridScore($0, rows: item.steps) }
      scores["cell_accuracy"] = mean(grids.map(\.cells))
      scores["grid_accuracy"] = mean(grids.map(\.grid))
    }
    return scores
  }
}
