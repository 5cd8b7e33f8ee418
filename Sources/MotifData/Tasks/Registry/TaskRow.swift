internal import MotifCore

/// A task as a line of JSON Lines, which a config reads as prompt and completion.
package struct TaskRow: Sendable {
  /// The task.
  package let item: TaskItem
  /// The family, the level and the seed that make it again.
  package let family: String
  package let level: Int
  package let seed: UInt64

  /// Row `index` of those that `seed` names: of `level`, or of all levels in turn where that is nil.
  ///
  /// The seeds of the rows are drawn, so that the rows of two seeds have nothing in common, and below
  /// 2⁵³, so that every reader of JSON keeps them.
  package init(_ index: Int, of generator: some TaskGenerator, level: Int?, seed: UInt64) {
    let levels = generator.levels
    self.level = level ?? levels.lowerBound + index % levels.count
    let name = CounterRandom.hash("synth.\(generator.name)")
    self.seed = CounterRandom.philox(key: seed, stream: name, counter: UInt64(index)).0 >> 11
    family = generator.name
    item = generator.sample(seed: self.seed, level: self.level)
  }

  /// The steps and the marked answer, which a model should write after the prompt.
  package var completion: String {
    (item.steps + ["Answer: \(item.answer)"]).joined(separator: "\n")
  }

  /// The line, without its end.
  package var json: String {
    func text(_ key: String, _ value: String) -> String { "\"\(key)\": \(JSONNode.quoted(value))" }
    let steps = item.steps.map { JSONNode.quoted($0) }.joined(separator: ", ")
    let metadata = item.metadata.sorted { $0.key < $1.key }.map { text($0.key, $0.value) }
    let members = [
      text("family", family), "\"level\": \(level)", "\"seed\": \(seed)",
      text("prompt", item.prompt), text("completion", completion), text("answer", item.answer),
      "\"steps\": [\(steps)]", "\"metadata\": {\(metadata.joined(separator: ", "))}",
    ]
    return "{\(members.joined(separator: ", "))}"
  }
}
