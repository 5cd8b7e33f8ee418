/// A family of tasks with levels of difficulty, each task with its one right answer.
///
/// A sample is a pure function of (``name``, seed, level).
public protocol TaskGenerator: Sendable {
  /// The name in configs and commands.
  var name: String { get }
  /// The levels there are, the easiest first.
  var levels: ClosedRange<Int> { get }
  /// The task of that seed; a level that does not exist stands for the nearest that does.
  func sample(seed: UInt64, level: Int) -> TaskItem
  /// How right `text` is as an answer to `item`, a task of this family: 1 or 0.
  ///
  /// What follows `Answer:` counts, or the whole text without that word. A right answer may be
  /// written in any form of equal value and stand among other words, as "So it is 17." does; "17"
  /// is not in "170", and a text that offers several answers is wrong.
  func verify(_ text: String, _ item: TaskItem) -> Double
}
