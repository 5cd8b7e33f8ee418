/// A generator that draws its tasks from ``Choices``, and what the corpus needs to know of it.
protocol TaskFamily: TaskGenerator {
  /// The domain whose ability the family measures.
  var domain: TaskDomain { get }
  /// How answers are written and compared.
  var form: AnswerForm { get }
  /// Whether the choices can be read off the prompt, so that their information is its entropy.
  var hasKnownEntropy: Bool { get }
  /// A task of a level that exists.
  func make(_ choices: inout Choices, level: Int) -> TaskItem
}

extension TaskFamily {
  var hasKnownEntropy: Bool { false }

  func sample(seed: UInt64, level: Int) -> TaskItem {
    let level = min(max(level, levels.lowerBound), levels.upperBound)
    var choices = Choices(stream: "\(name).level\(level)", seed: seed)
    return make(&choices, level: level)
  }

  func verify(_ text: String, _ item: TaskItem) -> Double {
    form.accepts(text, as: item.answer) ? 1 : 0
  }
}
