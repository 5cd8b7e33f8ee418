/// Where the gradient of a tensor goes: its place in the graph and its shape, without its numbers.
public struct GradientTarget: Sendable {
  /// Nil when no gradient is wanted.
  let node: GradientNode?
  /// The shape of the tensor, which its gradient has as well.
  public let shape: Shape

  /// Whether a gradient sent here goes anywhere; where not, it need not be computed.
  public var isWanted: Bool { node != nil }
}

/// An input as an operation keeps it for its gradient: its numbers, or how to make them again.
///
/// Made by ``Tensor/kept``.
public struct KeptTensor: Sendable {
  private enum Source: Sendable {
    case numbers(Tensor)
    case recipe(Recipe)
  }

  /// Where the gradient of the input goes.
  public let target: GradientTarget
  private let source: Source

  fileprivate init(_ tensor: Tensor) {
    target = tensor.target
    source = tensor.recipe.map { .recipe($0) } ?? .numbers(tensor.detached)
  }

  /// The numbers, outside the graph.
  ///
  /// O(1), unless they were not kept but can be made again: then the first reader makes them.
  public var tensor: Tensor {
    switch source {
    case .numbers(let tensor): tensor
    case .recipe(let recipe): recipe.result
    }
  }
}

extension Tensor {
  /// Where the gradient of this tensor goes: all that a gradient needs of an input it does not read.
  public var target: GradientTarget { GradientTarget(node: node, shape: shape) }

  /// This tensor as an operation keeps it that reads it in its gradient; see
  /// ``recorded(_:from:again:propagate:)``.
  public var kept: KeptTensor { KeptTensor(self) }
}
