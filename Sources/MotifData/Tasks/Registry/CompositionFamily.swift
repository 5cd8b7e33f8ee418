/// Tasks that take several families in a row, drawn at random.
///
/// Level n has depth n + 1.
struct CompositionFamily: TaskFamily {
  let name = "composition"
  let levels = 1...3
  let domain = TaskDomain.reasoning
  let form = AnswerForm.number

  static let outer: [any SlotFamily] = [
    ChainFamily(), ModularFamily(), PolynomialFamily(), BaseConversionFamily(), CalendarFamily(),
  ]
  /// Families that answer with whole numbers that may be handed on.
  static let inner: [any TaskFamily] = [
    ChainFamily(), ModularFamily(), SequenceFamily(), SubsequenceFamily(), KnapsackFamily(),
    EditDistanceFamily(), ShortestPathFamily(), ConnectivityFamily(), LookupFamily(),
    TruthTableFamily(), MoleculeFamily(), PhysicsFamily(),
  ]
  /// Outer families whose answers are whole numbers, for the middle of a task.
  private static let middle: [any SlotFamily] = [
    ChainFamily(), ModularFamily(), PolynomialFamily(),
  ]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    var family = choices.pick(Self.inner)
    for _ in 1..<level { family = Composition(outer: choices.pick(Self.middle), inner: family) }
    let outer = choices.pick(Self.outer)
    let item = Composition(outer: outer, inner: family).make(
      &choices, level: choices.integer(in: 1...2))
    return TaskItem(
      prompt: item.prompt, answer: item.answer, steps: item.steps,
      metadata: ["outer": outer.name])
  }

  func verify(_ text: String, _ item: TaskItem) -> Double {
    let outer = Self.outer.first { $0.name == item.metadata["outer"] }
    return outer?.verify(text, item) ?? 0
  }
}
