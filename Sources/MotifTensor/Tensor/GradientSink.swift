internal import MotifKernels

/// Collects gradients during a backward pass; operations send theirs here.
public final class GradientSink {
  private(set) var pending: [ObjectIdentifier: Gradients.Entry]
  /// Who is told of leaves whose gradient is complete; nil for nobody.
  let completion: LeafCompletion?

  init(_ start: [ObjectIdentifier: Gradients.Entry], _ completion: LeafCompletion?) {
    pending = start
    self.completion = completion
  }

  /// Adds a finished tensor to the gradient of `target`.
  ///
  /// The tensor is not computed where no gradient is wanted. Precondition: as many numbers as the
  /// target has. O(1) for the first contribution, which is kept as it is, O(count) for others.
  public func add(_ value: @autoclosure () -> Tensor, to target: GradientTarget) {
    guard let node = target.node else { return }
    let value = value()
    precondition(
      value.count == target.shape.count,
      "\(node.name) of shape \(target.shape) receives a gradient of shape \(value.shape)")
    add(value, to: node)
  }

  private func add(_ value: Tensor, to node: GradientNode) {
    let id = ObjectIdentifier(node)
    guard var sum = take(node) else {
      pending[id] = .init(node: node, value: node.isLeaf ? value.counted(as: .gradients) : value)
      return
    }
    precondition(
      value.count == sum.count, "\(node.name) receives gradients of \(value.shape) and \(sum.shape)"
    )
    let count = sum.count
    sum.withUnsafeMutablePointer { sum in
      value.withUnsafePointer { Vectorized.add(sum, $0, count: count, out: sum) }
    }
    pending[id] = .init(node: node, value: sum)
  }

  /// Lets a kernel write (`accumulate` false) or add (`accumulate` true) the gradient of `target`.
  ///
  /// Saves the memory that ``add(_:to:)`` takes for a second contribution. `kernel` writes all numbers
  /// of the target's shape, and is not run where no gradient is wanted.
  public func accumulate(
    to target: GradientTarget,
    _ kernel: (_ gradient: UnsafeMutablePointer<Float>, _ accumulate: Bool) -> Void
  ) {
    guard let node = target.node else { return }
    var sum = take(node)
    precondition(
      sum == nil || sum?.count == target.shape.count,
      "\(node.name) receives gradients of \(target.shape) and \(sum?.shape ?? [])")
    if sum != nil {
      sum?.withUnsafeMutablePointer { kernel($0, true) }
    } else {
      sum = Tensor(shape: target.shape, purpose: node.isLeaf ? .gradients : .buffers) {
        kernel($0, false)
      }
    }
    pending[ObjectIdentifier(node)] = sum.map { .init(node: node, value: $0) }
  }

  func hasGradient(of node: GradientNode) -> Bool { pending[ObjectIdentifier(node)] != nil }

  func take(_ node: GradientNode) -> Tensor? {
    pending.removeValue(forKey: ObjectIdentifier(node))?.value
  }

  /// Hands the gradient of a leaf, if it has one, to `body`, which nobody else holds meanwhile.
  func change(_ leaf: GradientNode, _ body: (inout Tensor?) -> Void) {
    var value = take(leaf)
    guard value != nil else { return }
    body(&value)
    pending[ObjectIdentifier(leaf)] = value.map {
      .init(node: leaf, value: $0.detached.counted(as: .gradients))
    }
  }

  /// Adds the gradient of one node to that of another, which takes its place.
  func move(from source: GradientNode, to node: GradientNode) {
    if let value = take(source) { add(value, to: node) }
  }
}
