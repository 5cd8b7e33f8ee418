internal import MotifCore

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
    MemoryPurpose.$current.withValue(.buffers) {
      sink.add(Tensor(repeating: 1, shape: shape), to: target)
      sink.propagate(from: root)
    }
    gradients.byNode = sink.pending
  }
}

extension GradientSink {
  /// Sends the gradient that waits at `root` down to the leaves, last operation first; with a region,
  /// to the nodes outside that the region's begin from.
  fileprivate func propagate(from root: GradientNode, in region: RecordedRegion? = nil) {
    let nodes = root.ancestry(in: region).inside
    for node in nodes.reversed() where !node.isLeaf && hasGradient(of: node) {
      switch node.gradient.take() {
      case .operation(let propagate):
        guard let upstream = take(node) else { continue }
        propagate(upstream, self)
        Trace.ended(node.name + " gradient")
      case .repeated(let body):
        propagate(through: node, again: body)
      case nil:
        preconditionFailure(
          node.region == nil
            ? "backward() ran twice through \(node.name): a graph is used once"
            : "backward() reached \(node.name) inside a checkpointed body, whose result alone "
              + "takes part in the graph")
      }
    }
    // A leaf that a body made for itself is gone with it; its address may come again.
    if region != nil { for node in nodes where node.isLeaf { _ = take(node) } }
  }

  /// Runs the body of a checkpointed node again, recording, and sends its gradient through that.
  private func propagate(through node: GradientNode, again body: () -> Tensor) {
    let region = RecordedRegion(isRepeated: true)
    let root = Recording.$current.withValue(Recording(extent: .graph, region: region)) {
      MemoryPurpose.$current.withValue(.activations) { body().node }
    }
    guard let root else {
      preconditionFailure("a checkpointed body depended on tracked tensors in its first run alone")
    }
    move(from: node, to: root)
    propagate(from: root, in: region)
  }
}
