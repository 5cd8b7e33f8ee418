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
    case short(ShortNumbers)
  }

  /// Where the gradient of the input goes.
  public let target: GradientTarget
  private let source: Source

  fileprivate init(_ tensor: Tensor) {
    target = tensor.target
    if let recipe = tensor.recipe {
      source = .recipe(recipe)
    } else if Recording.keepsShortActivations, tensor.storage.purpose == .activations {
      source = .short(tensor.storage.short)
    } else {
      source = .numbers(tensor.detached)
    }
  }

  /// The numbers, outside the graph.
  ///
  /// O(1), unless they were not kept but can be made again, or are kept in bfloat16: then the first reader
  /// makes or widens them.
  public var tensor: Tensor {
    switch source {
    case .numbers(let tensor): tensor
    case .recipe(let recipe): recipe.result
    case .short(let numbers): Tensor(shape: target.shape, storage: numbers.wide)
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
