internal import MotifCore

/// The answer that several attempts at a question agree on most.
public enum MajorityVote {
  /// The most frequent of `answers`, the one seen first of those that tie; nil of none.
  ///
  /// Answers are compared by their bytes. O(n) for n answers.
  public static func winner(of answers: [String]) -> String? {
    var counts: [ExactText: Int] = [:]
    for answer in answers { counts[ExactText(answer), default: 0] += 1 }
    let most = counts.values.max()
    return answers.first { counts[ExactText($0)] == most }
  }
}
