extension Tensor {
  /// The gradients of this scalar with respect to every leaf it was computed from.
  ///
  /// The graph is consumed: each operation's kept tensors are freed as soon as they were used.
  /// Precondition: one element, and at least one tracked tensor among its origins.
  public func backward() -> Gradients {
    var gradients = Gradients()
    backward(into: &gradients)
    return gradients
  }

  /// Adds the gradients of this scalar to `gradients`: gradient accumulation over micro-batches.
  public func backward(into gradients: inout Gradients) {
    guard let root = node else {
      preconditionFailure("backward() on a tensor that depends on no tracked tensor")
    }
    precondition(count == 1, "backward() needs a scalar, this tensor has shape \(shape)")
    let sink = GradientSink(gradients.byNode)
    gradients.byNode = [:]
    sink.add(Tensor(repeating: 1, shape: shape), to: self)
    for node in Self.topologicalOrder(from: root).reversed() where !node.isLeaf {
      guard let upstream = sink.take(node) else { continue }
      guard let propagate = node.propagate else {
        preconditionFailure("backward() ran twice through \(node.name): a graph is used once")
      }
      node.propagate = nil
      propagate(upstream, sink)
      Trace.ended(node.name + " gradient")
    }
    gradients.byNode = sink.pending
  }

  /// Parents before children, without recursion: graphs are as deep as models.
  private static func topologicalOrder(from root: GradientNode) -> [GradientNode] {
    var order: [GradientNode] = []
    var visited: Set<ObjectIdentifier> = [ObjectIdentifier(root)]
    var stack: [(node: GradientNode, next: Int)] = [(root, 0)]
    while let (node, next) = stack.popLast() {
      if next < node.parents.count {
        stack.append((node, next + 1))
        let parent = node.parents[next]
        if visited.insert(ObjectIdentifier(parent)).inserted { stack.append((parent, 0)) }
      } else {
        order.append(node)
      }
    }
    return order
  }
}
