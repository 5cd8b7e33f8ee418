/// A table of one row a token.
public struct Embedding {
  /// `[vocabulary, hidden]`.
  public let weight: Parameter

  /// Declares `weight` in `scope`.
  public init(vocabulary: Int, hidden: Int, in scope: ParameterScope) throws {
    weight = try scope.parameter("weight", [vocabulary, hidden], role: .embedding)
  }

  /// The rows of `ids`: the shape of `ids` followed by the hidden size.
  public func callAsFunction(_ ids: TokenTensor) -> Tensor { weight.tensor.gather(ids) }
}
