package import MotifTensor

/// What of a model this rank holds and computes.
///
/// One rank alone holds and computes all, which is the default. The model knows no more of the ranks
/// than this.
package struct ModelShare {
  /// The ranks that compute every layer together: each has whole groups of heads, units of the
  /// feed-forward and tokens of the vocabulary.
  package var tensorParallel = TensorGroup()
  /// The tokens whose rows of table and head are this rank's; nil for all.
  package var tokens: Range<Int>?
  /// A parameter as this rank holds it, from the whole one.
  package var held: (ParameterSpec) -> ParameterSpec = { $0 }
  /// Joins the parts of parameters that ranks share out; nil where this rank has what it computes with.
  package var gathering: (any ParameterGathering)?

  /// All of a model.
  package init() {}

  /// How many of `count` are this rank's, which divide by the number of ranks.
  func part(_ count: Int) -> Int { count / tensorParallel.size }
}

/// Joins the parameters of the part of a model that is about to run from the ranks that share them out.
///
/// The parts are those of ``CausalLanguageModel/parts``. All ranks run the same parts in the same order.
package protocol ParameterGathering: AnyObject {
  /// Is given the parameters of every part, once the model has made them.
  func prepare(_ parts: [[Parameter]])
  /// Part `part` reads its parameters from now on.
  func enter(_ part: Int)
  /// Part `part` has run.
  func leave(_ part: Int)
}

extension ModelShare {
  /// Runs `body`, which reads the parameters of `part`.
  func with<Result>(_ part: Int, _ body: () -> Result) -> Result {
    gathering?.enter(part)
    defer { gathering?.leave(part) }
    return body()
  }
}
