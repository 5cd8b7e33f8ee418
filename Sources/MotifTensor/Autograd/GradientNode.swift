/// A vertex of the gradient graph: a parameter, or the result of one operation.
///
/// The graph is built while operations run and is used once: ``Tensor/backward()`` frees what each
/// operation kept as soon as its gradient is done.
public final class GradientNode: @unchecked Sendable {
  // Invariant behind @unchecked: a graph is built and consumed by one thread; a leaf is immutable.

  /// The operation's name, for messages and traces.
  let name: String
  let parents: [GradientNode]
  /// Sends the gradient of this node's tensor on to the parents; nil for leaves and once consumed.
  var propagate: ((Tensor, GradientSink) -> Void)?

  var isLeaf: Bool { parents.isEmpty }

  /// A leaf: a tensor whose gradient is wanted.
  init(leaf name: String) {
    self.name = name
    parents = []
    propagate = nil
  }

  init(
    _ name: String, parents: [GradientNode], propagate: @escaping (Tensor, GradientSink) -> Void
  ) {
    self.name = name
    self.parents = parents
    self.propagate = propagate
  }
}

extension Tensor {
  /// This tensor as a leaf whose gradient ``backward()`` returns.
  public func tracked(name: String = "leaf") -> Tensor {
    var result = detached
    result.node = GradientNode(leaf: name)
    return result
  }

  /// This result of an operation, entered into the graph when any input takes part in it.
  ///
  /// `propagate` receives the gradient of the result and sends gradients to the inputs through the
  /// sink; it captures the inputs it needs.
  func recorded(
    _ name: String, from inputs: [Tensor],
    propagate: @escaping (_ upstream: Tensor, _ sink: GradientSink) -> Void
  ) -> Tensor {
    Trace.ended(name)
    let parents = inputs.compactMap(\.node)
    guard !parents.isEmpty, Recording.isEnabled else { return self }
    var result = self
    result.node = GradientNode(name, parents: parents, propagate: propagate)
    return result
  }
}
