import Synchronization

@testable import MotifEvaluation

/// A model that answers by rule and counts what it is asked.
final class AskedModel: EvaluatedModel {
  let identity: String
  private let asked = Mutex<[String]>([])
  private let answer: @Sendable (TextRequest) -> String

  init(
    _ identity: String = "rule", answer: @escaping @Sendable (TextRequest) -> String = { _ in "" }
  ) {
    (self.identity, self.answer) = (identity, answer)
  }

  /// The prompts and contexts it was asked, in order.
  var prompts: [String] { asked.withLock { $0 } }

  /// Shorter continuations are likelier.
  func logLikelihoods(_ requests: [LikelihoodRequest]) -> [Double] {
    asked.withLock { $0 += requests.map(\.context) }
    return requests.map { -Double($0.continuation.utf8.count) }
  }

  func texts(_ requests: [TextRequest]) -> [String] {
    asked.withLock { $0 += requests.map(\.prompt) }
    return requests.map { $0.stops.cut(answer($0)) }
  }

  func logLikelihood(ofText text: String, progress: (Int, Int) -> Bool) -> Double? {
    progress(0, text.utf8.count) ? -Double(text.utf8.count) : nil
  }
}
