internal import MotifKernels

/// The gradients of leaves (parameters and tracked tensors), summed over backward passes.
public struct Gradients: Sendable {
  var byNode: [ObjectIdentifier: Tensor] = [:]

  /// No gradients yet.
  public init() {}

  /// The gradient of a tracked tensor, nil when nothing flowed to it.
  public subscript(tensor: Tensor) -> Tensor? { tensor.node.flatMap { self[$0] } }

  /// The gradient of a leaf, nil when nothing flowed to it.
  public subscript(node: GradientNode) -> Tensor? { byNode[ObjectIdentifier(node)] }
}

/// Collects gradients during a backward pass; operations send theirs here.
final class GradientSink {
  private(set) var pending: [ObjectIdentifier: Tensor]

  init(_ start: [ObjectIdentifier: Tensor]) { pending = start }

  /// Adds a finished tensor to the gradient of `target`.
  ///
  /// O(1) for the first contribution.
  func add(_ value: @autoclosure () -> Tensor, to target: GradientTarget) {
    guard let node = target.node else { return }
    add(value(), to: node)
  }

  private func add(_ value: Tensor, to node: GradientNode) {
    let id = ObjectIdentifier(node)
    guard var sum = pending.removeValue(forKey: id) else {
      pending[id] = node.isLeaf ? value.counted(as: .gradients) : value
      return
    }
    precondition(
      value.count == sum.count, "\(node.name) receives gradients of \(value.shape) and \(sum.shape)"
    )
    let count = sum.count
    sum.withUnsafeMutablePointer { sum in
      value.withUnsafePointer { Vectorized.add(sum, $0, count: count, out: sum) }
    }
    pending[id] = sum
  }

  /// Lets a kernel write (`accumulate` false) or add (`accumulate` true) the gradient of `target`.
  func accumulate(
    to target: GradientTarget,
    _ kernel: (_ gradient: UnsafeMutablePointer<Float>, _ accumulate: Bool) -> Void
  ) {
    guard let node = target.node else { return }
    let id = ObjectIdentifier(node)
    if var sum = pending.removeValue(forKey: id) {
      sum.withUnsafeMutablePointer { kernel($0, true) }
      pending[id] = sum
    } else {
      pending[id] = Tensor(
        shape: target.shape, purpose: node.isLeaf ? .gradients : .buffers
      ) { kernel($0, false) }
    }
  }

  func hasGradient(of node: GradientNode) -> Bool { pending[ObjectIdentifier(node)] != nil }

  func take(_ node: GradientNode) -> Tensor? {
    pending.removeValue(forKey: ObjectIdentifier(node))
  }

  /// Adds the gradient of one node to that of another, which takes its place.
  func move(from source: GradientNode, to node: GradientNode) {
    if let value = take(source) { add(value, to: node) }
  }
}
