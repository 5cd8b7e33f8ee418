import Synchronization

@testable import MotifEvaluation

/// A model that answers by rule and counts what it is asked.
final class AskedModel: EvaluatedModel {
  let identity: String
  private let asked = Mutex<[String]>([])
  private let answer: @Sendable (TextRequest) -> String
  /// How much of each prompt it does not read.
  private let unread: Int

  init(
    _ identity: String = "rule", unread: Int = 0,
    answer: @escaping @Sendable (TextRequest) -> String = { _ in "" }
  ) {
    (self.identity, self.unread, self.answer) = (identity, unread, answer)
  }

  /// The prompts and contexts it was asked, in order.
  var prompts: [String] { asked.withLock { $0 } }

  /// Shorter continuations are likelier.
  func logLikelihoods(_ requests: [LikelihoodRequest]) -> [ModelAnswer<Double>] {
    asked.withLock { $0 += requests.map(\.context) }
    return requests.map { ModelAnswer(-Double($0.continuation.utf8.count), unreadCount: unread) }
  }

  func texts(_ requests: [TextRequest]) -> [ModelAnswer<String>] {
    asked.withLock { $0 += requests.map(\.prompt) }
    return requests.map { ModelAnswer($0.stops.cut(answer($0)), unreadCount: unread) }
  }

  func logLikelihood(ofText text: String, progress: (Int, Int) -> Bool) -> Double? {
    progress(0, text.utf8.count) ? -Double(text.utf8.count) : nil
  }
}
