/// Which of a question's answers a model finds likeliest, by three measures.
///
/// Source: EleutherAI, lm-evaluation-harness (`multiple_choice`).
public struct ChoiceScore: Sendable, Equatable {
  /// The choice of the largest log-likelihood.
  public let choice: Int
  /// The choice of the largest log-likelihood a Unicode scalar of the answer.
  public let choiceByScalars: Int
  /// The choice of the largest log-likelihood a UTF-8 byte of the answer.
  public let choiceByBytes: Int

  /// The score of `choices`, without what stands between question and answer, whose log-likelihoods are
  /// `logLikelihoods`.
  ///
  /// Of equal values the first counts, −∞ among them; an answer without length takes 0 ÷ 0 for the best,
  /// as NumPy does. Precondition: as many of both, at least one.
  public init(choices: [String], logLikelihoods: [Double]) {
    precondition(
      !choices.isEmpty && choices.count == logLikelihoods.count,
      "\(choices.count) choices with \(logLikelihoods.count) likelihoods")
    choice = Self.best(logLikelihoods)
    choiceByScalars = Self.best(
      zip(logLikelihoods, choices).map { $0 / Double($1.unicodeScalars.count) })
    choiceByBytes = Self.best(zip(logLikelihoods, choices).map { $0 / Double($1.utf8.count) })
  }

  /// 1 or 0 for each measure: whether it chooses `gold`.
  public func scores(gold: Int) -> [String: Double] {
    [
      "acc": choice == gold ? 1 : 0, "acc_norm": choiceByScalars == gold ? 1 : 0,
      "acc_bytes": choiceByBytes == gold ? 1 : 0,
    ]
  }

  private static func best(_ values: [Double]) -> Int {
    if let first = values.firstIndex(where: \.isNaN) { return first }
    // `max` takes the last of equal ones.
    return values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
