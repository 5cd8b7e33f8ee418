/// The level of a family that follows how often its tasks were solved.
///
/// After 100 tasks at a level, more than 0.8 of the last 100 right raises it and fewer than 0.3
/// lowers it; the count then begins again. Source: the specification's curriculum of generators.
public struct LevelRule: Sendable, Equatable, Codable {
  /// The number of tasks that decide.
  public static let window = 100
  /// The level now.
  public private(set) var level: Int
  private let lowest: Int
  private let highest: Int
  private var recent: [Bool] = []

  /// The easiest of `levels`.
  public init(_ levels: ClosedRange<Int>) {
    (level, lowest, highest) = (levels.lowerBound, levels.lowerBound, levels.upperBound)
  }

  /// Counts a task at the present level that was right or not; returns the change of level, −1, 0 or 1.
  @discardableResult
  public mutating func record(_ isRight: Bool) -> Int {
    recent.append(isRight)
    if recent.count > Self.window { recent.removeFirst() }
    guard recent.count == Self.window else { return 0 }
    let right = recent.count { $0 }
    let change = right > 80 && level < highest ? 1 : right < 30 && level > lowest ? -1 : 0
    if change != 0 {
      level += change
      recent.removeAll()
    }
    return change
  }
}
