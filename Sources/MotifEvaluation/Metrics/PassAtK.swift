/// The probability that one of k attempts at a task is right.
public enum PassAtK {
  /// 1 − C(n − c, k) ÷ C(n, k), from `count` attempts of which `correct` are right; 1 where fewer than k
  /// are wrong.
  ///
  /// Preconditions: 0 ≤ correct ≤ count, and k is at least one. O(correct).
  /// Source: Chen et al., "Evaluating Large Language Models Trained on Code" (2107.03374).
  public static func estimate(count: Int, correct: Int, k: Int) -> Double {
    precondition(
      0 <= correct && correct <= count && 0 < k,
      "\(correct) of \(count) attempts are right, of which \(k) are drawn")
    guard count - correct >= k else { return 1 }
    let wrong = (count - correct + 1..<count + 1).reduce(1.0) { $0 * (1 - Double(k) / Double($1)) }
    return 1 - wrong
  }
}
