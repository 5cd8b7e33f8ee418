internal import MotifCore

/// Where the gradient of a tensor goes: its place in the graph and its shape, without its numbers.
struct GradientTarget {
  /// Nil when no gradient is wanted.
  let node: GradientNode?
  let shape: Shape
}

/// An input as an operation keeps it for its gradient: its numbers, or how to make them again.
struct KeptTensor {
  private enum Source {
    case numbers(Tensor)
    case recipe(Recipe)
  }

  let target: GradientTarget
  private let source: Source

  fileprivate init(_ tensor: Tensor) {
    target = tensor.target
    source = tensor.recipe.map { .recipe($0) } ?? .numbers(tensor.detached)
  }

  /// The numbers, outside the graph; a recipe makes them when they are first read.
  var tensor: Tensor {
    switch source {
    case .numbers(let tensor): tensor
    case .recipe(let recipe): recipe.result
    }
  }
}

extension Tensor {
  /// Where the gradient of this tensor goes.
  var target: GradientTarget { GradientTarget(node: node, shape: shape) }

  /// This tensor as an operation keeps it that reads it in its gradient.
  var kept: KeptTensor { KeptTensor(self) }
}

/// How to make the result of a cheap operation again, shared by all who keep that result.
///
/// Made once, at first use; freed with the last who keeps it.
final class Recipe: @unchecked Sendable {
  // Invariant behind @unchecked: a graph is built and consumed by one thread.
  private enum State {
    case waiting(() -> Tensor)
    case made(Tensor)
  }

  private let name: String
  private var state: State

  init(_ name: String, _ make: @escaping () -> Tensor) {
    self.name = name
    state = .waiting(make)
  }

  var result: Tensor {
    switch state {
    case .made(let result): return result
    case .waiting(let make):
      let result = MemoryPurpose.$current.withValue(.activations) { make() }
      state = .made(result)
      Trace.ended(name + " again")
      return result
    }
  }
}
