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
    backward(into: &gradients, completion: nil)
  }

  /// Adds the gradients of this scalar to `gradients`, and tells of each as soon as it is complete.
  ///
  /// A leaf's gradient is complete when every operation of this graph that reads the leaf has sent its
  /// part; a checkpointed body counts as one operation until it has been run again. So a gradient can
  /// be summed over ranks, or used and freed, while the pass goes on: the last layer's come first.
  /// Bits are those of a pass that tells nobody.
  ///
  /// - Parameters:
  ///   - gradients: what this pass adds to.
  ///   - whenComplete: is called once for each leaf that has a gradient, on this thread, and may
  ///     change, replace or take it: what it leaves is what `gradients` has afterwards, nil for
  ///     nothing. The gradient includes what `gradients` had before. Leaves that a checkpointed body
  ///     made for itself are not told of.
  public func backward(
    into gradients: inout Gradients,
    whenComplete: (_ leaf: GradientNode, _ gradient: inout Tensor?) -> Void
  ) {
    withoutActuallyEscaping(whenComplete) { whenComplete in
      backward(into: &gradients, completion: LeafCompletion(whenComplete))
    }
  }

  private func backward(into gradients: inout Gradients, completion: LeafCompletion?) {
    guard let root = node else {
      preconditionFailure("backward() on a tensor that depends on no tracked tensor")
    }
    precondition(count == 1, "backward() needs a scalar, this tensor has shape \(shape)")
    let sink = GradientSink(gradients.byNode, completion)
    gradients.byNode = [:]
    // What operations compute for their gradients has none itself.
    Recording.$current.withValue(Recording(extent: .nothing)) {
      MemoryPurpose.$current.withValue(.buffers) {
        sink.add(Tensor(repeating: 1, shape: shape), to: target)
        sink.propagate(from: root)
        if root.isLeaf { completion?.tell(root, in: sink) }
      }
    }
    gradients.byNode = sink.pending
  }
}

extension GradientSink {
  /// Sends the gradient that waits at `root` down to the leaves, last operation first; with a region,
  /// to the nodes outside that the region's begin from.
  ///
  /// - Parameter repeated: the node whose body was run again for this region.
  fileprivate func propagate(
    from root: GradientNode, in region: RecordedRegion? = nil,
    insteadOf repeated: GradientNode? = nil
  ) {
    let nodes = root.ancestry(in: region).inside
    completion?.expect(nodes)
    if let repeated { completion?.end(repeated, in: self) }
    for node in nodes.reversed() where !node.isLeaf {
      if hasGradient(of: node) {
        propagate(through: node)
      } else {
        completion?.end(node, in: self)
      }
    }
    // A leaf that a body made for itself is gone with it; its address may come again.
    if region != nil { for node in nodes where node.isLeaf { _ = take(node) } }
  }

  private func propagate(through node: GradientNode) {
    switch node.gradient.take() {
    case .operation(let propagate):
      guard let upstream = take(node) else { return }
      propagate(upstream, self)
      Trace.ended(node.name + " gradient")
      completion?.end(node, in: self)
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
    propagate(from: root, in: region, insteadOf: node)
  }
}
